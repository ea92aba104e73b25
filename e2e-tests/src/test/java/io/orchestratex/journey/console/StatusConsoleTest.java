package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the start page to what it names: a database that becomes restorable, its metrics. */
@LongRunning("takes a backup on the whole stack and watches the start page meanwhile")
class StatusConsoleTest extends ConsoleTest {

  private static final LocatorAssertions.ContainsTextOptions SOON =
      new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

  private StatusPage status;

  @BeforeEach
  void start() {
    status = new StatusPage(page);
    visit("/console");
  }

  @Test
  void aBackupMakesADatabaseRestorableBeforeTheEyes() {
    assertThat(status.sentence()).isVisible();
    Page watcher = context.newPage();
    watcher.navigate(stack.gateway() + "/console/start");

    String id = new BackupsPage(page).order("postgresql", "from-the-start-page");

    StatusPage watched = new StatusPage(watcher);
    assertThat(watched.part("Backups and restores").first()).containsText(id, SOON);
    assertThat(watched.database("postgresql")).containsText("restorable", SOON);
  }

  @Test
  void aTargetLeadsToItsChartsAndTheExplorer() {
    status.goTo("Metrics");
    status.follow("postgresql");
    assertThat(page.locator("#gauges")).containsText("postgresql_database_bytes", SOON);
    assertThat(page.locator("#chart-postgresql_database_bytes canvas")).isVisible();

    status.follow("postgresql_database_bytes");
    status.field("Range").selectOption("15m");
    status.field("Compare with").selectOption("yes");
    page.waitForURL(Pattern.compile("range=15m.*compare=yes"));
    page.reload();

    assertThat(status.field("Metric")).hasValue("postgresql_database_bytes");
    assertThat(status.field("Compare with")).hasValue("yes");
    assertThat(page.locator("#chart canvas")).isVisible();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("postgresql");
  }

  @Test
  void settingsAreFound() {
    status.goTo("System");
    status.field("Setting").fill("heartbeat");
    page.waitForURL(Pattern.compile("q=heartbeat"));

    assertThat(page.locator("#settings")).containsText("orchestratex.gateway.console.heartbeat");
  }
}
