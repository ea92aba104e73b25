package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Open pages while something behind them is away. */
@LongRunning("kills Kafka and each service, and waits until pages find them again")
class OutageConsoleTest extends ConsoleTest {

  private static final LocatorAssertions.HasAttributeOptions AT_LAST =
      new LocatorAssertions.HasAttributeOptions().setTimeout(60_000);
  private static final String NO_ANSWER = "This part does not answer";

  @AfterEach
  void forgive() {
    errors.clear(); // The browser notes each refusal, 502 or 503, and each lost connection.
  }

  private static Locator asOf(Page page) {
    return page.locator("#asof");
  }

  private static Locator broken(Page page) {
    return page.getByRole(AriaRole.MAIN).getByRole(AriaRole.ALERT);
  }

  @Test
  void pagesSayWhatIsAwayAndComeBackByThemselves() {
    String id = backup("postgresql");
    visit("/console/backups");
    Locator asOf = asOf(page);
    assertThat(asOf).hasAttribute("data-state", "live");

    stack.kill("kafka");
    assertThat(asOf).hasAttribute("data-state", "paused");
    assertThat(asOf).containsText("paused, as of");
    stack.start("kafka");
    assertThat(asOf).hasAttribute("data-state", "live");

    Page one = window("/console/backups/" + id);
    stack.kill("backup-service");
    assertThat(broken(page)).containsText(NO_ANSWER);
    assertThat(asOf).containsText("cannot reach backup-service; as of");
    assertThat(asOf(one)).containsText("cannot reach backup-service; as of");
    assertThat(one.locator("h1")).hasText("Backup " + id);
    page.reload();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText(NO_ANSWER);
    assertThat(page.getByRole(AriaRole.NAVIGATION).first()).isVisible();
    one.reload();
    assertThat(one.locator("h1")).hasText(NO_ANSWER);
    assertThat(one.getByRole(AriaRole.ALERT)).containsText("backup-service does not answer");
    stack.start("backup-service");
    assertThat(new BackupsPage(page).row(id)).containsText("succeeded");
    assertThat(one.locator("h1")).hasText("Backup " + id);
    assertThat(asOf).hasAttribute("data-state", "live", AT_LAST);
  }

  @Test
  void eachServiceTakesItsOwnPartsWithItAndNoOthers() {
    visit("/console/start");
    Page sessions = window("/console/sessions");
    Page metrics = window("/console/metrics");
    Page alerts = window("/console/alerts");
    List<Page> all = List.of(page, sessions, metrics, alerts);
    all.forEach(each -> assertThat(asOf(each)).hasAttribute("data-state", "live"));
    StatusPage start = new StatusPage(page);

    stack.kill("session-service");
    assertThat(broken(sessions)).containsText(NO_ANSWER);
    assertThat(asOf(metrics)).containsText("cannot reach session-service; as of");
    assertThat(start.part("Prompts and cost today").getByRole(AriaRole.ALERT))
        .containsText(NO_ANSWER);
    assertThat(start.part("Is anything wrong?")).containsText("session-service");
    assertThat(broken(metrics)).hasCount(0);
    assertThat(broken(alerts)).hasCount(0);

    stack.kill("monitor-service");
    assertThat(broken(metrics)).containsText(NO_ANSWER);
    assertThat(start.part("What is monitored").getByRole(AriaRole.ALERT)).containsText(NO_ANSWER);
    assertThat(start.part("Open alerts").getByRole(AriaRole.ALERT)).hasCount(0);
    assertThat(broken(alerts)).hasCount(0);

    stack.kill("alert-service");
    assertThat(broken(alerts)).containsText(NO_ANSWER);
    assertThat(start.part("Open alerts").getByRole(AriaRole.ALERT)).containsText(NO_ANSWER);
    assertThat(start.part("Is each database restorable?").getByRole(AriaRole.ALERT)).hasCount(0);
    assertThat(asOf(alerts))
        .containsText("cannot reach session-service, monitor-service, alert-service; as of");

    stack.ensureUp();
    all.forEach(each -> {
      assertThat(asOf(each)).hasAttribute("data-state", "live", AT_LAST);
      assertThat(broken(each)).hasCount(0);
    });
    assertThat(metrics.getByRole(AriaRole.ROW)).not().hasCount(0);
  }

  @Test
  void thePageStaysWhileTheGatewayIsAway() {
    String id = backup("postgresql");
    visit("/console/backups?state=succeeded");
    assertThat(asOf(page)).hasAttribute("data-state", "live");
    Page form = window("/console/cases/new");
    form.getByLabel("Title").fill("half a sen");

    stack.kill("gateway-service");
    assertThat(asOf(page)).containsText("cannot reach the gateway; as of");
    assertThat(new BackupsPage(page).row(id)).containsText("succeeded");

    stack.start("gateway-service");
    assertThat(asOf(page)).hasAttribute("data-state", "live", AT_LAST);
    String second = backup("postgresql");
    assertThat(new BackupsPage(page).row(second)).containsText("succeeded");
    assertThat(page).hasURL(Pattern.compile("/console/backups\\?state=succeeded$"));
    assertThat(form.getByLabel("Title")).hasValue("half a sen");
  }
}
