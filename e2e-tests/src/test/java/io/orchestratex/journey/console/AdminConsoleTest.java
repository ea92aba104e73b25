package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, API keys and live events, as an admin uses them. */
@LongRunning("takes backups on the whole stack and watches their events in a browser")
class AdminConsoleTest extends ConsoleTest {

  private AdminPages pages;
  private String name;

  @BeforeEach
  void start() {
    pages = new AdminPages(page);
    name = "ui-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Test
  void aUserIsAddedSignsInAndIsDeletedByName() {
    visit("/console/users");
    pages.addUser(name, "a-password-of-a-user", "analyst");
    assertThat(page.getByText("User " + name + " may sign in.")).isVisible();

    Page theirs = stranger();
    theirs.navigate(stack.gateway() + "/console/backups");
    signIn(theirs, name, "a-password-of-a-user");
    assertThat(theirs.getByRole(AriaRole.HEADING, heading("Backups"))).isVisible();

    page.reload();
    pages.delete(name);
    assertThat(page.getByText("User " + name + " is deleted.")).isVisible();
    theirs.reload();
    errors.clear(); // The browser notes the refusal, 401.
    assertThat(theirs.getByLabel("Password")).isVisible();
    theirs.context().close();
  }

  @Test
  void aKeyIsMadeCopiedAndRevoked() {
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    visit("/console/api-keys");
    String key = pages.makeKey(name, "analyst");

    pages.button("Copy").click();
    assertThat(page.getByText("Copied.")).isVisible();
    assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(key);

    pages.link("I have it").click();
    assertThat(pages.row(name)).containsText(key.substring(0, 8));
    pages.link("Revoke… " + name).click();
    pages.button("Revoke").click();
    assertThat(page.getByText("The API key is revoked.")).isVisible();
    assertThat(pages.row(name)).hasCount(0);
  }

  @Test
  void eventsComeLiveAndWaitWhilePaused() {
    LocatorAssertions.IsVisibleOptions soon =
        new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
    visit("/console/events?kind=backup&type=succeeded");
    assertThat(page.locator("#asof")).hasAttribute("data-state", "live");

    String first = backup("postgresql");
    assertThat(pages.row(first)).isVisible(soon); // Nobody reloads the page.
    pages.row(first).getByText(Pattern.compile("^JSON of")).click();
    assertThat(pages.row(first)).containsText("specversion");

    pages.link("Pause").click();
    page.waitForURL(Pattern.compile("type=succeeded&until="));
    String second = backup("postgresql");
    assertThat(page.getByText(Pattern.compile("[1-9] newer event"))).isVisible(soon);
    assertThat(pages.row(second)).hasCount(0);
    pages.link("Resume").click();
    assertThat(pages.row(second)).isVisible(soon);
    assertThat(page.url()).endsWith("?kind=backup&type=succeeded");
  }

  private static Page.GetByRoleOptions heading(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
