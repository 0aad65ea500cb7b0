package io.semblance.ingest.files;

import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Starts the JVM of a parser: the Java that runs this process, with the same class path. In the
 * executable jar the libraries are jars within a jar, so Spring Boot's launcher starts the parser.
 *
 * @param heap of the parser
 * @param classPath of the parser
 * @param inBootJar whether the class path is an executable jar
 */
record ParserCommand(DataSize heap, String classPath, boolean inBootJar) {

    private static final String BOOT_LOADER = "org.springframework.boot.loader";
    private static final String BOOT_LAUNCHER = BOOT_LOADER + ".launch.PropertiesLauncher";

    /**
     * The environment variables that a parser gets: those that set the encoding of file names. It
     * gets no others, since these may be secrets or options of this JVM.
     */
    private static final Set<String> KEPT_VARIABLES =
            Set.of("LANG", "LC_ALL", "LC_CTYPE", "SystemRoot");

    /** The command for the class path of this process. */
    static ParserCommand ofThisProcess(DataSize heap) {
        ClassLoader loader = ParserCommand.class.getClassLoader();
        return new ParserCommand(
                heap,
                System.getProperty("java.class.path"),
                loader != null && loader.getClass().getName().startsWith(BOOT_LOADER));
    }

    /**
     * Starts a parser.
     *
     * @param folder for its temporary files; the parser deletes it when it ends by itself
     */
    Process start(Path folder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(folder)).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT_VARIABLES);
        return builder.start();
    }

    private List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx%dm".formatted(heap.toMegabytes()),
                        "-XX:+UseSerialGC",
                        // A file that needs more memory ends the process, and only that.
                        "-XX:+ExitOnOutOfMemoryError",
                        // The JVM's own messages would be read as replies.
                        "-XX:+DisplayVMOutputToStderr",
                        "-XX:-UsePerfData",
                        "-Djava.awt.headless=true",
                        "-Djava.io.tmpdir=" + folder,
                        "-Duser.home=" + folder,
                        // Resolves no host names: the file is empty or missing.
                        "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
                        // Nothing from a file is logged.
                        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                        "-cp",
                        classPath));
        String main = ParserMain.class.getName();
        if (inBootJar) {
            command.add("-Dloader.main=" + main);
            command.add(BOOT_LAUNCHER);
        } else {
            command.add(main);
        }
        return command;
    }
}
