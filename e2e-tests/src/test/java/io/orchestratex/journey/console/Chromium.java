package io.orchestratex.journey.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's Chromium, started once in this JVM; {@code OX_CHROMIUM} names another one. Where
 * there is none, the test that asks is counted as skipped.
 */
final class Chromium {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static @Nullable Browser browser;

  private Chromium() {}

  static synchronized Browser browser() {
    if (browser == null) {
      Optional<Path> program = program();
      Assumptions.assumeTrue(
          program.isPresent(), "no Chromium is here: the console was not tried in a browser");
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      Browser started =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(program.orElseThrow())
                      // Its sandbox needs rights that root in a container has not.
                      .setChromiumSandbox(false));
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
      browser = started;
    }
    return browser;
  }

  private static Optional<Path> program() {
    String named = System.getenv("OX_CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return NAMES.stream()
        .flatMap(name ->
            Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
