package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import org.junit.jupiter.api.Test;

/** Open pages while something behind them is away. */
@LongRunning("kills Kafka and a service, and waits until pages find them again")
class OutageConsoleTest extends ConsoleTest {

  @Test
  void pagesSayWhatIsAwayAndComeBackByThemselves() {
    String id = backup("postgresql");
    visit("/console/backups");
    Locator asOf = page.locator("#asof");
    assertThat(asOf).hasAttribute("data-state", "live");

    stack.kill("kafka");
    assertThat(asOf).hasAttribute("data-state", "paused");
    assertThat(asOf).containsText("paused, as of");
    stack.start("kafka");
    assertThat(asOf).hasAttribute("data-state", "live");

    stack.kill("backup-service");
    page.reload();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("This part does not answer");
    assertThat(page.getByRole(AriaRole.NAVIGATION).first()).isVisible();
    Page one = context.newPage();
    one.navigate(stack.gateway() + "/console/backups/" + id);
    assertThat(one.getByRole(AriaRole.ALERT)).containsText("This part does not answer");
    stack.start("backup-service");
    assertThat(new BackupsPage(page).row(id)).containsText("succeeded");
    assertThat(one.locator("h1")).hasText("Backup " + id);
    errors.clear(); // The browser notes each refusal, 502 or 503.
  }
}
