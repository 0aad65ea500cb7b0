package io.semblance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which words find which documents, and in which order: the same in every store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TextAnalysisContract {

    private DocumentStore store;
    private int indexes;

    /** A store of its own, which is empty. */
    protected abstract DocumentStore open();

    @BeforeAll
    void openStore() {
        store = open();
    }

    @AfterAll
    void closeStore() {
        store.close();
    }

    /** Queries are separated by bars. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("languages")
    void wordsFindTheDocumentsThatHaveThem(
            Language language, String text, String finding, String notFinding) {
        DocumentIndex index = index(language, text, "zzz");

        for (String query : finding.split("\\|", -1)) {
            assertThat(found(index, query)).as(query).containsExactly("d0");
        }
        for (String query : notFinding.split("\\|", -1)) {
            assertThat(found(index, query)).as(query).isEmpty();
        }
    }

    static Stream<Arguments> languages() {
        return Stream.of(
                row(
                        Language.ENGLISH,
                        "The office keeps the finance reports of Zürich's café",
                        "offices|report|reports|Zürich|zurich|ZURICH|cafe|café|the|of the",
                        "ice|fin|cat|a who"),
                row(
                        Language.GERMAN,
                        "Die Häuser in der Hauptstraße gehören dem größten Käufer",
                        "Haus|haeuser|HAUPTSTRASSE|hauptstraße|Kaeufer|kaufer|die",
                        "Strasse|Auto|und"),
                row(
                        Language.FRENCH,
                        "L’avion de l'élève a décollé : où est passé l’équipage ?",
                        "avion|avions|élève|eleve|ELEVES|decolle|equipage|où|ou",
                        "train|navire"),
                row(
                        Language.SPANISH,
                        "Los niños pequeños comen manzanas en el jardín de la señora",
                        "niño|nino|manzana|jardin|JARDÍN|senora|pequeño",
                        "naranja|perro"),
                row(
                        Language.PORTUGUESE,
                        "As crianças não comeram o pão com maçã nem a informação",
                        "criança|crianca|pao|maçã|maca|NAO|informações|INFORMAÇÕES|informacao",
                        "leite|queijo"),
                row(
                        Language.ITALIAN,
                        "L'università dell’antica città è già aperta",
                        "universita|università|citta|città|antica|gia|aperta",
                        "chiesa|mare"),
                row(
                        Language.CATALAN,
                        "L'escola d'hivern és al col·legi de la ciutat",
                        "escola|hivern|collegi|col·legi|ciutats",
                        "platja|estiu"),
                row(
                        Language.DUTCH,
                        "De kinderen spelen coöperatief in de tuinen",
                        "kinderen|spelen|cooperatief|tuin|TUINEN",
                        "straat|hond"),
                row(
                        Language.SWEDISH,
                        "Flickorna åt smörgåsar på ön",
                        "flicka|smörgås|smorgas|ön|åt",
                        "pojke|bröd"),
                row(
                        Language.TURKISH,
                        "İstanbul'da ışıklı kitaplar IĞDIR çiçekleri",
                        "istanbul|İSTANBUL|Istanbul|ışıklı|isikli|kitap|ığdır|igdir|çiçek|cicek",
                        "ankara|defter"),
                row(
                        Language.GREEK,
                        "Η Αθήνα είναι η πρωτεύουσα και οι ΔΡΌΜΟΙ της",
                        "Αθήνα|αθηνα|ΑΘΗΝΑ|δρόμος|δρομοι|πρωτεύουσα",
                        "θάλασσα|βουνό"),
                row(
                        Language.RUSSIAN,
                        "Дети забыли пароли от ёлочной почты",
                        "пароль|ПАРОЛЬ|елочная|ёлочной|почта|дети",
                        "зима|город"),
                row(
                        Language.SERBIAN,
                        "Лозинка је заборављена у школи",
                        "лозинка|lozinka|школа|skola|škola",
                        "књига|море"),
                row(
                        Language.ARABIC,
                        "أحمد نسي كَلِمَة المرور في المـــدرسة",
                        "احمد|أحمد|كلمة|كَلِمَة|المرور|مرور|المدرسة|مدرسه",
                        "سيارة|بيت"),
                row(
                        Language.HINDI,
                        "मैं अपना पासवर्ड भूल गया हूँ और किताबें १२३",
                        "पासवर्ड|किताब|किताबें|123|१२३",
                        "घर|पानी"),
                row(
                        Language.TAMIL,
                        "கடவுச்சொல்லை மறந்துவிட்டேன் புத்தகங்கள்",
                        "கடவுச்சொல்லை|புத்தகங்கள்",
                        "வீடு|நீர்"),
                row(
                        Language.ENGLISH,
                        "忘记密码请点击重置,招商证券股份有限公司在深圳",
                        "密码|忘记密码|招商证券|深圳|重置|码|股份有限公司",
                        "北京|码密|银行"),
                row(
                        Language.SIMPLE,
                        "パスワードを忘れた方は東京の窓口へ、ﾃｽﾄも",
                        "パスワード|東京|忘れた|窓口|テスト|京|ﾊﾟｽﾜｰﾄﾞ",
                        "大阪|会社"),
                row(Language.ENGLISH, "비밀번호를 잊으셨습니까? 한국은행은 서울에서", "비밀번호|한국은행|서울|은행|서울에서", "부산|학교"),
                row(
                        Language.ENGLISH,
                        "ฉันลืมรหัสผ่านและชอบดื่มกาแฟร้อน",
                        "รหัสผ่าน|กาแฟ|ลืม|ดื่ม",
                        "แมว|ประเทศ"),
                row(
                        Language.ENGLISH,
                        "ខ្ញុំភ្លេចពាក្យសម្ងាត់ ລືມລະຫັດຜ່ານ စကားဝှက်မေ့သွားပြီ",
                        "ពាក្យសម្ងាត់|ລະຫັດຜ່ານ|စကားဝှက်",
                        "សាលា|ໂຮງຮຽນ|ကျောင်း"),
                row(
                        Language.SIMPLE,
                        "Tôi đã quên mật khẩu của Nguyễn Văn Đức",
                        "mật khẩu|mat|khau|nguyen|Đức|duc|quên",
                        "xe|nhà"),
                row(
                        Language.SIMPLE,
                        "שכחתי את הסיסמה של צה״ל, שָׁלוֹם",
                        "הסיסמה|צה\"ל|צה״ל|צהל|שלום|שָׁלוֹם",
                        "בית|מים"),
                row(
                        Language.SIMPLE,
                        "رمز عبور را فراموش کرده‌ام و می‌خواهم",
                        "رمز|كرده‌ام|کردهام|می‌خواهم|میخواهم",
                        "خانه|آب"),
                row(
                        Language.SIMPLE,
                        "Zapomniałem hasła w łódzkiej bibliotece, Straße STRASSE",
                        "hasła|hasla|łódzkiej|lodzkiej|strasse|ZAPOMNIAŁEM",
                        "dom|woda"));
    }

    private static Arguments row(Language language, String text, String finding, String not) {
        return Arguments.of(language, text, finding, not);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "The re\u0301sume\u0301 is in the Zu\u0308rich folder; résumé|Zürich|resume|zurich",
                "The o\ufb03ce keeps the \ufb01nance re\u00adport; office|finance|report",
                "Ｆｕｌｌｗｉｄｔｈ ①②③ ℌello; fullwidth|123|hello",
                "\ufeffmark zero\u200bwidth join\u200der vari\ufe0fation;"
                        + " mark|zerowidth|joiner|variation",
                "ERR_CONNECTION_RESET; connection"
                        + " reset|err_connection_reset|reset|connection-reset",
                "getUserName; user|name|getusername|getUserName|get_user_name",
                "parseHTTPResponse2xx; http|response|parseHttpResponse2xx",
                "snake_case kebab-case; snake|case|snake_case|kebab|kebab-case|kebabcase",
                "foo.bar.Baz; bar|foo.bar.Baz|baz",
                "release v1.2.3; v1.2.3|1.2.3|1.2",
                "host 192.168.0.1:8080; 192.168.0.1|192.168|8080|168",
                "write to user@example.com; user@example.com|example.com|user",
                "https://www.example.com/docs/setup?lang=en#top;"
                        + " example.com|setup|www.example.com/docs",
                "part AB-1234/5; AB-1234/5|1234|ab-1234|ab1234/5",
                "C++ and C# and .NET; C++|C#|.NET|net|c",
                "covid-19 SHA256; covid19|covid-19|sha-256|covid",
                "it's the o'clock don’t; it's|o'clock|don't|dont|o’clock",
                "1,234.56 and 3.14; 1,234.56|3.14",
                "I ❤️ emoji 👍🏽 🇩🇪🇫🇷; ❤|👍|👍🏿|🇩🇪|🇫🇷"
            })
    void spellingsOfAWordAreEqual(String text, String queries) {
        DocumentIndex index = index(Language.ENGLISH, text, "zzz");

        for (String query : queries.split("\\|", -1)) {
            assertThat(found(index, query)).as(query).containsExactly("d0");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "café; the café here; the cafe here",
                "cafe; the cafe here; the café here",
                "Zürich; in Zürich today; in Zurich today",
                "Zurich; in Zurich today; in Zürich today",
                "ERR_CONNECTION_RESET; see ERR_CONNECTION_RESET; see connection reset err",
                "getUserName; see getUserName here; see user name here",
                "AB-1234/5; part AB-1234/5 here; part 1234 and 5 AB",
                "C++; uses C++ here; uses C here",
                "192.168.0.1; host 192.168.0.1 up; host 192.168.0.2 up",
                "招商证券; 招商证券在深圳; 证券招商在深圳",
            })
    void theSpellingOfTheQueryRanksFirst(String query, String first, String second) {
        for (Language language : List.of(Language.ENGLISH, Language.GERMAN, Language.FRENCH)) {
            DocumentIndex index = index(language, second, first, "nothing of the kind");

            assertThat(found(index, query)).as(language.id()).startsWith("d1", "d0");
        }
    }

    @Test
    void wordsThatAreEverywhereFindToo() {
        DocumentIndex index =
                index(Language.ENGLISH, "The Who played in London", "nobody played", "the who");

        assertThat(found(index, "the who")).containsExactly("d2", "d0");
        assertThat(found(index, "to be or not to be")).isEmpty();
    }

    @Test
    void scoresAreThoseOfBm25() {
        List<String> texts =
                List.of(
                        "fox",
                        "fox hen",
                        "fox fox hen barn",
                        "fox fox fox fox fox fox barn yard hen",
                        "hen hen barn yard",
                        "barn");
        DocumentIndex index = index(Language.SIMPLE, texts.toArray(String[]::new));

        List<Hit> hits = search(index, "fox barn");
        assertThat(hits).hasSize(6);
        for (Hit hit : hits) {
            String text = texts.get(hit.id().charAt(1) - '0');
            double expected = bm25(text, texts, "fox") + bm25(text, texts, "barn");
            assertThat(hit.score()).as(text).isCloseTo(expected, within(1e-4 * expected));
        }
    }

    /** k1 = 1.2, b = 0.75. */
    private static double bm25(String text, List<String> texts, String word) {
        double occurrences = count(text, word);
        long matches = texts.stream().filter(each -> count(each, word) > 0).count();
        double mean =
                texts.stream().mapToInt(each -> each.split(" ", -1).length).average().orElse(0);
        double idf = Math.log(1 + (texts.size() - matches + 0.5) / (matches + 0.5));
        double length = text.split(" ", -1).length;
        return idf * occurrences / (occurrences + 1.2 * (0.25 + 0.75 * length / mean));
    }

    private static long count(String text, String word) {
        return List.of(text.split(" ", -1)).stream().filter(word::equals).count();
    }

    @Test
    void otherSpellingsCountLessAndAsOneWord() {
        DocumentIndex index =
                index(Language.SIMPLE, "café table", "cafe table", "cafè table", "table chair");

        List<Hit> hits = search(index, "cafe");
        double idf = Math.log((4 + 1) / 2.5);
        assertThat(hits).extracting(Hit::id).containsExactly("d1", "d0", "d2");
        assertThat(hits.get(0).score()).isCloseTo(idf / 2.2, within(1e-4));
        assertThat(hits.get(1).score()).isCloseTo(idf * 0.6 / 1.8, within(1e-4));
    }

    @Test
    void longTextsHaveNoErrorAndAreFoundByWhatTheyBeginWith() {
        String word = "w".repeat(100_000);
        String words = numbers(60_000);
        DocumentIndex index =
                index(
                        Language.ENGLISH,
                        "needle " + word + " haystack",
                        "begin " + words,
                        "招商" + "证券".repeat(50_000),
                        "a_".repeat(50_000) + "end",
                        "e" + "\u0301".repeat(10_000) + " marks",
                        "common ".repeat(20_000));

        assertThat(found(index, "needle haystack")).containsExactly("d0");
        assertThat(found(index, "begin")).containsExactly("d1");
        assertThat(found(index, "招商")).containsExactly("d2");
        assertThat(found(index, "end")).containsExactly("d3");
        assertThat(found(index, "marks")).containsExactly("d4");
        assertThat(found(index, "common")).containsExactly("d5");
        assertThat(found(index, words.substring(0, 2_000))).contains("d1");
        assertThat(found(index, word)).isNotNull();
    }

    private static String numbers(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(" number").append(i);
        }
        return text.toString();
    }

    @Test
    void markupOfTheDatabaseIsText() {
        DocumentIndex index =
                index(Language.ENGLISH, "it's o'clock a\\b c:d ~x 'quoted' & ! | <->");

        for (String query :
                List.of("o'clock", "a\\b", "quoted & !", "c:d", "~x", "'quoted'", "\\ x")) {
            assertThat(found(index, query)).as(query).containsExactly("d0");
        }
        for (String query : List.of("", " ", "& | !", "\\", "'", "~", "~~analysis2", ":*")) {
            assertThat(found(index, query)).as(query).isEmpty();
        }
    }

    private DocumentIndex index(Language language, String... texts) {
        DocumentIndex index =
                store.create(
                        new IndexDefinition(
                                "i" + indexes++,
                                1,
                                Similarity.DOT,
                                language,
                                store.storageFor(Storage.VECTOR),
                                16,
                                64));
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            documents.add(
                    new Document(
                            "d" + i,
                            null,
                            texts[i],
                            Map.of(),
                            "h",
                            List.of(new Chunk(0, texts[i].length(), Embedding.of(1)))));
        }
        index.upsert(documents);
        return index;
    }

    private static List<String> found(DocumentIndex index, String query) {
        return search(index, query).stream().map(Hit::id).toList();
    }

    private static List<Hit> search(DocumentIndex index, String query) {
        return index.search(
                        new SearchRequest(
                                new Retrieval.ByText(query),
                                0,
                                10,
                                null,
                                false,
                                Grouping.DOCUMENT,
                                false,
                                false))
                .hits();
    }
}
