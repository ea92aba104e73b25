package io.orchestratex.bench.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.process.Commands;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The machine's Chromium, in which the admin is signed in; {@code OX_CHROMIUM} names another one.
 */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final int WIDTH = 1440;
  private static final int HEIGHT = 900;

  private final Playwright playwright;
  private final Browser browser;
  private final URI gateway;
  private @Nullable String signedIn;

  private Chromium(Playwright playwright, Browser browser, URI gateway) {
    this.playwright = playwright;
    this.browser = browser;
    this.gateway = gateway;
  }

  static Optional<Path> program() {
    String named = System.getenv("OX_CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return NAMES.stream().flatMap(name -> Commands.find(name).stream()).findFirst();
  }

  /** Starts it. */
  static Chromium start(Path program, URI gateway) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    // Its sandbox needs rights that root in a container has not.
                    .setChromiumSandbox(false));
    return new Chromium(playwright, browser, gateway);
  }

  String version() {
    return browser.version();
  }

  void signIn(String name, String password) {
    try (BrowserContext context = newContext()) {
      Page form = context.newPage();
      form.navigate(address("/console"));
      form.getByLabel("Name").fill(name);
      form.getByLabel("Password").fill(password);
      form.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
      form.waitForURL(address("/console/start"));
      signedIn = context.storageState();
    }
  }

  /** A browser of its own: signed in, with nothing in its cache. */
  BrowserContext newContext() {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(WIDTH, HEIGHT)
            .setStorageState(signedIn)
            .setTimezoneId("Europe/Berlin"));
  }

  String address(String path) {
    return gateway.resolve(path).toString();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
