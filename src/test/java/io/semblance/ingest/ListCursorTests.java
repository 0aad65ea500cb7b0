package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

class ListCursorTests {

    @ParameterizedTest
    @ValueSource(strings = {"a", "kb-12", "ä/b c", "日本語", "🦊", "u0061"})
    void cursorIsTheId(String id) {
        assertThat(ListCursor.encode(id)).matches("u([0-9a-f]{4})+");
        assertThat(ListCursor.decode(ListCursor.encode(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "kb-12", "ä/b c", "日本語", "🦊", "u0061"})
    void base64OfTheIdIsReadToo(String id) {
        String cursor =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(id.getBytes(StandardCharsets.UTF_8));

        assertThat(ListCursor.decode(cursor)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "u", "x", "u000", "u0000", "u000a", "ud800", "u00zz", "u0061u", "!!"})
    void anythingElseIsRefused(String cursor) {
        assertThatThrownBy(() -> ListCursor.decode(cursor))
                .isInstanceOf(DocumentRefusedException.class)
                .hasMessageContaining("not a cursor");
    }
}
