package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model is asked from the page, with and without script, and the session ended and deleted. */
@LongRunning("asks models on the whole stack and watches the answers in a browser")
class SessionsConsoleTest extends ConsoleTest {

  private static final String MARKUP = "<img src=x onerror=alert(1)>";

  private SessionsPage sessions;

  @BeforeEach
  void start() {
    sessions = new SessionsPage(page);
    visit("/console/sessions");
  }

  @Test
  void anAnswerGrowsOnThePageAndIsCharged() {
    String title = MARKUP + UUID.randomUUID().toString().substring(0, 8);
    sessions.start(title);
    page.evaluate(
        "window.seen = []; new MutationObserver(() => seen.push("
            + "document.querySelector('[data-answer]').textContent.length)).observe("
            + "document.querySelector('[data-answer]'), { childList: true })");

    sessions.ask("Say this back: " + MARKUP);

    assertThat(sessions.exchanges()).hasCount(1);
    assertThat(sessions.exchanges()).containsText("Say this back: " + MARKUP);
    assertThat(sessions.exchanges()).containsText("[demo model]");
    assertThat(sessions.exchanges()).containsText(Pattern.compile("\\d+ \\+ \\d+ tokens"));
    assertThat(sessions.prompt()).hasValue("");
    assertThat(page.locator("#arriving")).isHidden();
    // It came in pieces.
    assertThat((Integer) page.evaluate("new Set(seen.filter((length) => length > 0)).size"))
        .isGreaterThan(1);
    assertThat(page.locator("img[src=x]")).hasCount(0);

    sessions.prompt().fill("And once more");
    sessions.prompt().press("Control+Enter");
    assertThat(sessions.exchanges()).hasCount(2);

    sessions.role(AriaRole.LINK, title).click();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("demo");
    sessions.role(AriaRole.LINK, "End…").click();
    sessions.role(AriaRole.BUTTON, "End").click();
    assertThat(page.getByText("Ended 1 session.")).isVisible();
    String id = page.url().substring(page.url().lastIndexOf('/') + 1);
    assertThat(sessions.role(AriaRole.BUTTON, "Open thread")).isDisabled();
    sessions.role(AriaRole.LINK, "Delete…").click();
    page.getByLabel(Pattern.compile("^Type ")).fill(id);
    sessions.role(AriaRole.BUTTON, "Delete").click();
    assertThat(page.getByText("Deleted 1 session.")).isVisible();
  }

  @Test
  void withoutScriptTheWholeAnswerIsWaitedFor() {
    try (BrowserContext plain =
        context
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setJavaScriptEnabled(false)
                    .setStorageState(context.storageState()))) {
      Page scriptless = plain.newPage();
      scriptless.navigate(stack.gateway() + "/console/sessions");
      SessionsPage form = new SessionsPage(scriptless);
      form.start("plain");

      form.ask("What is an outbox?");

      assertThat(scriptless.getByText("The answer is complete.")).isVisible();
      assertThat(form.exchanges()).containsText("[demo model]");
    }
  }

  @Test
  void anAgentIsRegisteredGivenATaskAndChanged() {
    String name = "agent-" + UUID.randomUUID().toString().substring(0, 8);
    visit("/console/agents");
    sessions.role(AriaRole.LINK, "Register an agent").first().click();
    page.getByLabel("Name").fill(name);
    page.getByLabel("Role").fill("reviewer");
    page.getByLabel("Metadata").fill("{\"a\": ");
    sessions.role(AriaRole.BUTTON, "Register").click();
    assertThat(page.getByText("Metadata is not JSON")).isVisible();
    errors.clear(); // The browser notes the refusal, 400.
    page.getByLabel("Metadata").fill("{\"team\": 7}");
    sessions.role(AriaRole.BUTTON, "Register").click();
    assertThat(sessions.heading(name)).isVisible();

    page.getByLabel("Change its state").selectOption("busy");
    sessions.role(AriaRole.BUTTON, "Change").click();
    assertThat(page.locator("#agent")).containsText("busy");

    sessions.role(AriaRole.LINK, "Hand in a task").first().click();
    page.getByLabel("Type").fill("summary");
    sessions.role(AriaRole.BUTTON, "Hand in").click();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("pending");
    sessions.role(AriaRole.LINK, name).click();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("summary");
  }
}
