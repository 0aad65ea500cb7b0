package io.semblance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Stream;

/** What Spring Modulith does not see: libraries behind one door, and habits of the code. */
class ArchitectureTests {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.semblance");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ai.onnxruntime..        | io.semblance.embedding..",
                "ai.djl..                | io.semblance.tokenization",
                "org.springframework.ai.. | io.semblance.springai",
                "com.github.benmanes..   | io.semblance.embedding.engine",
                "picocli..               | io.semblance.cli",
                "org.apache.commons.csv.. | io.semblance.ingest.records",
                "org.h2..                | io.semblance.ingest.imports",
                "org.apache.tika..       | io.semblance.ingest.files",
                "org.apache.poi..        | io.semblance.ingest.files",
                "org.springframework.web.. | io.semblance.web..",
                "org.springframework.http.. | io.semblance.web..",
                "jakarta.servlet..       | io.semblance.web..",
            })
    void libraryIsUsedInOneModuleOnly(String library, String module) {
        noClasses()
                .that()
                .resideOutsideOfPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void luceneIsKnownOnlyToItsStoreAndToTextAnalysis() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.semblance.store.lucene..", "io.semblance.store.analysis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(CLASSES);
    }

    @Test
    void sqlIsSpokenOnlyByRepositoriesAndTheRelationalStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.semblance.catalog",
                        "io.semblance.ingest",
                        "io.semblance.jobs",
                        "io.semblance.store.pgvector")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql", "javax.sql", "org.springframework.jdbc..")
                .check(CLASSES);
    }

    @Test
    void nothingUsesWhatIsForOtherApplications() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.semblance.springai")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.semblance.springai")
                .check(CLASSES);
    }

    @Test
    void storesDoNotKnowEachOther() {
        slices().matching("io.semblance.store.(lucene|pgvector)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void modulesHaveNoCycle() {
        slices().matching("io.semblance.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIs() {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each.isAnnotatedWith(NullMarked.class))
                                .as("@NullMarked package-info of %s", each.getName())
                                .isTrue());
    }

    private static Stream<JavaPackage> packages() {
        return Stream.concat(
                        Stream.of(CLASSES.getPackage("io.semblance")),
                        CLASSES.getPackage("io.semblance").getSubpackagesInTree().stream())
                .filter(each -> !each.getClasses().isEmpty());
    }

    @Test
    void classesAreMadeForUseOrForExtension() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
                .and()
                .areNotAnnotatedWith("org.springframework.stereotype.Repository")
                .and()
                .doNotHaveFullyQualifiedName("io.semblance.Semblance")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .orShould()
                .haveModifier(JavaModifier.ABSTRACT)
                .check(CLASSES);
    }
}
