package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A target is tried, added, watched and removed in a browser. */
@LongRunning("adds a target to the whole stack and removes it in a browser")
class TargetsConsoleTest extends ConsoleTest {

  private static final LocatorAssertions.ContainsTextOptions SOON =
      new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

  private final String id = "ui-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aTargetIsTriedAddedTestedAndRemoved() {
    visit("/console/targets");
    assertThat(page.locator("#target-mongodb")).containsText("up", SOON);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add target")).click();

    page.getByLabel("URI", exactly()).fill("mongodb://ann@127.0.0.1:1/");
    page.getByLabel("Password", exactly()).fill("typed-once");
    button("Add").click();
    assertThat(page.locator("#problem")).containsText("Nothing was added");
    assertThat(page.locator("#test-backup")).containsText("127.0.0.1:1 refuses connections");
    assertThat(page.content()).doesNotContain("typed-once");
    errors.clear(); // The browser notes the refusal, 400.

    fill("URI", "Password", stack.engines().mongo().backupUri());
    page.getByText("Watch it with an account of its own").click();
    fill("URI to watch", "Password to watch", stack.engines().mongo().monitorUri());
    page.getByLabel("Id", exactly()).fill(id);
    page.getByLabel("Labels").fill("team=shop");
    button("Add").click();
    assertThat(page.locator(".flash")).containsText(id + " is backed up and watched from now on");

    // Nobody reloads the page.
    assertThat(page.locator("#facts")).containsText("up", SOON);
    assertThat(page.locator("#facts")).containsText("team=shop");
    button("Test").click();
    assertThat(page.locator("#verdict")).hasText("Every step passed.");

    visit("/console/targets/" + id + "/remove");
    page.locator("#typed").fill("mongodb");
    button("Remove").click();
    assertThat(page.getByText("Type exactly " + id)).isVisible();
    errors.clear();
    page.locator("#typed").fill(id);
    button("Remove").click();
    assertThat(page.locator(".flash")).containsText(id + " is not backed up and watched any more");
    assertThat(page.locator("#target-" + id)).hasCount(0);
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  /** A URI without its password, and that beside it. */
  private void fill(String uriLabel, String passwordLabel, String uri) {
    Matcher account = Pattern.compile("(.*://[^:]+):([^@]+)(@.*)").matcher(uri);
    assertThat(account.matches()).isTrue();
    page.getByLabel(uriLabel, exactly()).fill(account.group(1) + account.group(3));
    page.getByLabel(passwordLabel, exactly()).fill(account.group(2));
  }
}
