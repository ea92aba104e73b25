package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final String WEBKIT = " AppleWebKit/537.36 (KHTML, like Gecko) ";

  @Test
  void namesABrowserAndItsSystem() {
    assertThat(
            Program.named("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"))
        .isEqualTo("Firefox 133, Linux");
    assertThat(
            Program.named(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
                    + WEBKIT
                    + "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51"))
        .isEqualTo("Edge 131, Windows");
    assertThat(
            Program.named(
                "Mozilla/5.0 (X11; Linux x86_64)"
                    + WEBKIT
                    + "HeadlessChrome/156.0.0.0 Safari/537.36"))
        .isEqualTo("Chrome 156, Linux");
    assertThat(
            Program.named(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15"
                    + " (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1"))
        .isEqualTo("Safari 17, iOS");
  }

  @Test
  void leavesOtherProgramsAsTheyCallThemselves() {
    assertThat(Program.named("Java-http-client/25.0.3")).isEqualTo("Java-http-client/25.0.3");
    assertThat(Program.named("Mozilla/5.0 (compatible; x)"))
        .isEqualTo("Mozilla/5.0 (compatible; x)");
    assertThat(Program.named(null)).isEqualTo("–");
  }
}
