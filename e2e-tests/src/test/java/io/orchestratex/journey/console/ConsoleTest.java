package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.journey.Journey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests of the console: each has a context of its own, in which the admin is signed in. Of a test
 * that failed, a trace is kept in {@code target/console-traces} ({@code npx playwright
 * show-trace}). A message of the browser about an error fails the test, unless it is expected.
 */
abstract class ConsoleTest extends Journey {

  private static final double PATIENCE_MILLIS = 30_000;

  /** What a sign-in left in the browser, so that one is enough. */
  private static @Nullable String signedIn;

  private static @Nullable String signedInAt;

  BrowserContext context;
  Page page;
  final List<String> errors = new ArrayList<>();

  /** How htmx notes that a newer request took the place of one that was under way. */
  private static final Pattern ABORTED = Pattern.compile("^htmx:(sendAbort|afterRequest), ");

  private boolean failed;

  @RegisterExtension
  final AfterTestExecutionCallback outcome =
      extension -> failed = extension.getExecutionException().isPresent();

  @BeforeEach
  void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    String console = stack.gateway() + "/console";
    if (signedIn == null || !console.equals(signedInAt)) {
      BrowserContext first = newContext(null);
      Page form = first.newPage();
      form.navigate(console);
      signIn(form, "admin", stack.adminPassword());
      signedIn = first.storageState();
      signedInAt = console;
      first.close();
    }
    context = newContext(signedIn);
    context.tracing().start(new Tracing.StartOptions().setSnapshots(true));
    page = watched(context.newPage());
  }

  @AfterEach
  void close(TestInfo test) {
    if (context == null) {
      return; // No browser.
    }
    Path trace =
        Path.of(
            "target",
            "console-traces",
            getClass().getSimpleName()
                + "."
                + test.getDisplayName().replaceAll("\\W+", "-")
                + ".zip");
    context.tracing().stop(failed ? new Tracing.StopOptions().setPath(trace) : null);
    context.close();
    if (!failed) {
      assertThat(errors).as("what the browser complained about").isEmpty();
    }
  }

  /** A browser of its own, in which nobody is signed in. */
  final Page stranger() {
    return watched(newContext(null).newPage());
  }

  /** Another window of the same person, which no test has to close. */
  final Page window(String path) {
    Page window = watched(context.newPage());
    window.navigate(stack.gateway() + path);
    return window;
  }

  private static BrowserContext newContext(@Nullable String state) {
    BrowserContext made =
        Chromium.browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(1440, 900)
                    .setStorageState(state)
                    .setTimezoneId("Europe/Berlin"));
    made.setDefaultTimeout(PATIENCE_MILLIS);
    return made;
  }

  private Page watched(Page watched) {
    watched.onConsoleMessage(this::note);
    watched.onPageError(error -> errors.add(watched.url() + " " + error));
    return watched;
  }

  private void note(ConsoleMessage message) {
    if (message.type().equals("error") && !ABORTED.matcher(message.text()).find()) {
      errors.add(message.location() + " " + message.text());
    }
  }

  final void visit(String path) {
    page.navigate(stack.gateway() + path);
  }

  /** Waits until a page that was reached by a link or a key listens to keys itself. */
  final void isReady() {
    PlaywrightAssertions.assertThat(page.locator("html.script")).isAttached();
  }

  static void signIn(Page form, String name, String password) {
    form.getByLabel("Name").fill(name);
    form.getByLabel("Password").fill(password);
    form.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
  }
}
