package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.orchestratex.local.LongRunning;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Alerts from the rule to the end, and two people on one case. */
@LongRunning("waits for alerts of the whole stack and works on them in a browser")
class AlertsConsoleTest extends ConsoleTest {

  private static final LocatorAssertions.IsVisibleOptions SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
  private static final LocatorAssertions.ContainsTextOptions AT_LAST =
      new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

  @Test
  void anAlertIsRaisedSeenExplainedAcknowledgedAndEnded() {
    String rule = "ui-" + UUID.randomUUID().toString().substring(0, 8);
    AlertsPage alerts = new AlertsPage(page);
    visit("/console/rules");
    alerts.addRule(rule, rule + " fires on {target}");
    Page list = context.newPage();
    list.navigate(stack.gateway() + "/console/alerts?rule=" + rule + "&target=mongodb");
    AlertsPage listed = new AlertsPage(list);

    // Nobody reloads the list.
    String message = rule + " fires on mongodb";
    assertThat(listed.row(message)).isVisible(SOON);
    visit("/console/alerts?rule=" + rule + "&target=mongodb");
    alerts.open(message);
    assertThat(page.locator(".chart canvas")).isVisible();
    assertThat(alerts.main()).containsText("Sent to log: firing", AT_LAST);
    alerts.acknowledge();
    assertThat(alerts.main()).containsText("by admin");
    assertThat(listed.row(message)).containsText("acknowledged", AT_LAST);

    visit("/console/rules/" + rule);
    alerts.deleteRule(rule);
    assertThat(alerts.main()).containsText("Rule " + rule + " is deleted.");
    assertThat(listed.row(message)).containsText("resolved", AT_LAST);
  }

  @Test
  void theSecondPersonOnACaseIsWarnedAndLosesNothing() {
    String title = "ui-" + UUID.randomUUID().toString().substring(0, 8);
    CasesPage first = new CasesPage(page);
    visit("/console/cases");
    String path = first.open(title);
    Page other = context.newPage();
    other.navigate(stack.gateway() + path);
    CasesPage second = new CasesPage(other);
    second.write("what the second knows");

    first.take();
    first.setPriority("urgent");
    first.save();
    assertThat(first.main()).containsText("The case is changed.");
    second.save();

    assertThat(second.warning()).containsText("Somebody else changed this case");
    assertThat(second.warning()).containsText("priority medium → urgent");
    assertThat(second.note()).hasValue("what the second knows");
    second.save();
    assertThat(second.main()).containsText("The case is changed.");
    // The first one's page follows without a reload, and nothing of the first was undone.
    assertThat(first.main()).containsText("what the second knows", AT_LAST);
    assertThat(first.main()).containsText("urgent");
    errors.clear(); // The browser notes the refusal, 409.
  }
}
