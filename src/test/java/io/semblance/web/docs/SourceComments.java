package io.semblance.web.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The Javadoc of the source, in Markdown: what the description of the API says in prose. */
final class SourceComments {

    private final Map<String, String> comments = new HashMap<>();

    /** Reads the sources of these packages and their sub-packages. */
    static SourceComments of(String... packages) {
        SourceComments comments = new SourceComments();
        for (String each : packages) {
            try (Stream<Path> files =
                    Files.walk(Path.of("src/main/java", each.replace('.', '/')))) {
                comments.read(files.filter(file -> file.toString().endsWith(".java")).toList());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return comments;
    }

    /** What a type is. */
    Optional<String> of(Class<?> type) {
        return find(name(type));
    }

    /** What a method does. */
    Optional<String> ofMethod(Class<?> type, String method) {
        return find(name(type) + "#" + method);
    }

    /** What a component of a record means. */
    Optional<String> ofComponent(Class<?> type, String component) {
        return find(name(type) + "@" + component);
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(comments.get(key)).filter(comment -> !comment.isBlank());
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private void read(List<Path> files) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                new Scanner(trees).scan(unit, "");
            }
        }
    }

    /** Goes through a file; its second argument is the name of the type that it is in. */
    private final class Scanner extends TreePathScanner<Void, String> {

        private final DocTrees trees;

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = outer + type.getSimpleName();
            keep(name);
            return super.visitClass(type, name + ".");
        }

        @Override
        public Void visitMethod(MethodTree method, String outer) {
            keep(outer.substring(0, outer.length() - 1) + "#" + method.getName());
            return super.visitMethod(method, outer);
        }

        private void keep(String name) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                return;
            }
            comments.put(name, markdown(comment.getFullBody()));
            for (DocTree tag : comment.getBlockTags()) {
                if (tag instanceof ParamTree param) {
                    comments.put(name + "@" + param.getName(), markdown(param.getDescription()));
                }
            }
        }
    }

    private static String markdown(List<? extends DocTree> trees) {
        return trees.stream()
                .map(SourceComments::markdown)
                .collect(Collectors.joining())
                .replaceAll("[ \t]*\n[ \t]*", "\n")
                .replaceAll("(?<!\n)\n(?!\n)", " ")
                .strip();
    }

    private static String markdown(DocTree tree) {
        return switch (tree) {
            case LiteralTree literal -> "`" + literal.getBody().getBody().strip() + "`";
            case LinkTree link -> "`" + link.getReference().getSignature() + "`";
            case StartElementTree start ->
                    start.getName().contentEquals("p") ? "\n\n" : start.toString();
            default -> tree.toString();
        };
    }
}
