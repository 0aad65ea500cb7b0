package io.semblance.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class AllowedHostsTests {

    private final AllowedHosts local = new AllowedHosts(false, false, List.of());
    private final AllowedHosts configured =
            new AllowedHosts(
                    false, false, List.of("Search.Example.com.", "*.internal", "10.0.0.7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "localhost:8080", "LOCALHOST:1", "localhost.", "localhost.:80",
                "a.localhost", "a.b.localhost:9", "127.0.0.1", "127.0.0.1:8080", "127.255.3.4",
                "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]:80", "[::ffff:127.0.0.1]"
            })
    void namesOfTheLocalMachineAreAccepted(String host) {
        assertThat(local.accepts(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8080",
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "evillocalhost",
                "127.0.0.1.evil.example",
                "127.1",
                "127.0.0.256",
                "128.0.0.1",
                "0.0.0.0",
                "192.168.0.5",
                "10.0.0.1:8080",
                "[::2]",
                "[fe80::1]",
                "[::1%25eth0]",
                "[::1].evil.example",
                "localhost@evil.example",
                "2130706433",
                "search.example.com"
            })
    void othersAreRefused(String host) {
        assertThat(local.accepts(host)).isFalse();
    }

    @Test
    void configuredNamesAreAccepted() {
        assertThat(configured.accepts("search.example.com")).isTrue();
        assertThat(configured.accepts("SEARCH.example.com:8443")).isTrue();
        assertThat(configured.accepts("search.example.com.")).isTrue();
        assertThat(configured.accepts("a.internal")).isTrue();
        assertThat(configured.accepts("a.b.internal")).isTrue();
        assertThat(configured.accepts("10.0.0.7:80")).isTrue();
        assertThat(configured.accepts("localhost")).isTrue();
        assertThat(configured.accepts("x.search.example.com")).isFalse();
        assertThat(configured.accepts("internal")).isFalse();
        assertThat(configured.accepts("evilinternal")).isFalse();
        assertThat(configured.accepts("10.0.0.8")).isFalse();
    }

    @Test
    void openServiceIsReachedByAddressButNotByAnyName() {
        AllowedHosts open = new AllowedHosts(false, true, List.of());

        assertThat(open.accepts("192.168.0.5:8080")).isTrue();
        assertThat(open.accepts("[2001:db8::1]")).isTrue();
        assertThat(open.accepts("evil.example")).isFalse();
        assertThat(open.accepts("1.2.3.4.evil.example")).isFalse();
    }

    @Test
    void withAKeyEveryHostIsAccepted() {
        assertThat(new AllowedHosts(true, false, List.of()).accepts("evil.example")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "http://a.example", "a.example:8080", "a/b", "*example.com"})
    void valueThatIsNotAHostNameIsRefused(String name) {
        assertThatThrownBy(() -> new AllowedHosts(false, false, List.of(name)))
                .hasMessageContaining("semblance.security.allowed-hosts")
                .hasMessageContaining("got: '" + name + "'");
    }
}
