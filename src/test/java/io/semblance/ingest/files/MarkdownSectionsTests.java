package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownSectionsTests {

    private static String headings(String text) {
        return String.join(
                "; ",
                MarkdownSections.of(text).sections().stream()
                        .map(section -> section.start() + " " + section.heading())
                        .toList());
    }

    @Test
    void headingsBeginWithHashes() {
        assertThat(headings("# A\ntext\n### B ##\n## C\n#hashtag\n####### seven\n# D"))
                .isEqualTo("0 A; 9 A › B; 18 A › C; 46 D");
    }

    @Test
    void headingsMayBeUnderlined() {
        assertThat(headings("Title\n=====\n\nPart\n---\ntext\n\n---\n\n> quote\n---"))
                .isEqualTo("0 Title; 13 Title › Part");
    }

    @Test
    void codeHasNoHeadings() {
        assertThat(headings("```sh\n# comment\n```\n    # code\n~~~\n# x\n```\n# y\n~~~\n# A"))
                .endsWith(" A")
                .doesNotContain(";");
    }

    @Test
    void frontMatterHasATitleAndNoHeadings() {
        MarkdownSections markdown =
                MarkdownSections.of("---\ntitle: \"The report\"\n# no\n---\n# A\n");

        assertThat(markdown.title()).isEqualTo("The report");
        assertThat(markdown.sections()).hasSize(1);
    }

    @Test
    void theTitleIsTheFirstHeadingOfLevelOne() {
        assertThat(MarkdownSections.of("## B\n# A\n# C").title()).isEqualTo("A");
        assertThat(MarkdownSections.of("## B").title()).isNull();
    }

    @Test
    void longHeadingsAreShortened() {
        String path = headings("# " + "a".repeat(5_000) + "\n## " + "🚀".repeat(500));

        assertThat(path).hasSizeLessThan(Section.MAX_NAME).contains(" › 🚀");
    }
}
