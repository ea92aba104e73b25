package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups by mouse and by keyboard, live, and across the end of a session. */
@LongRunning("takes backups on the whole stack and watches them in a browser")
class BackupsConsoleTest extends ConsoleTest {

  private static final LocatorAssertions.ContainsTextOptions SOON =
      new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

  private BackupsPage backups;

  @BeforeEach
  void start() {
    backups = new BackupsPage(page);
    visit("/console/backups");
  }

  @Test
  void aBackupIsOrderedWatchedFoundAndDeleted() {
    String label = "ui-" + UUID.randomUUID().toString().substring(0, 8);
    Page list = context.newPage();
    list.navigate(stack.gateway() + "/console/backups");
    assertThat(list.locator("#asof")).hasAttribute("data-state", "live");

    String id = backups.order("postgresql", label);

    // Nobody reloads either page.
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("read back", SOON);
    assertThat(new BackupsPage(list).row(id)).containsText("succeeded", SOON);

    visit("/console/backups?label=" + label);
    assertThat(backups.count()).hasText(Pattern.compile("1–1 of 1 backup"));
    backups.filterByState("failed");
    assertThat(page.getByRole(AriaRole.HEADING, heading("No backup matches"))).isVisible();
    assertThat(page.url()).endsWith("?state=failed&label=" + label);
    page.reload();
    assertThat(page.getByLabel("State")).hasValue("failed");

    visit("/console/backups/" + id);
    backups.delete("something else");
    assertThat(page.getByText("Type exactly " + id)).isVisible();
    errors.clear(); // The browser notes the refusal, 400.
    backups.typed().fill(id);
    backups.button("Delete", AriaRole.BUTTON).click();
    assertThat(page.getByText("Deleted 1 backup.")).isVisible();
    assertThat(new BackupsPage(list).row(id)).hasCount(0);
  }

  @Test
  void theKeyboardIsEnough() {
    String id = backup("postgresql");
    page.reload();
    page.keyboard().press("Tab");
    assertThat(page.locator(":focus")).hasText("Skip to content");
    page.keyboard().press("/");
    assertThat(page.getByLabel("Label")).isFocused();
    page.getByLabel("Label").blur();

    page.keyboard().press("j");
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, heading("Backup " + id))).isVisible();
    isReady();
    page.keyboard().press("Control+k");
    page.keyboard().type("backups");
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, heading("Backups"))).isVisible();
    isReady();
    page.keyboard().press("?");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("next and previous row");
  }

  @Test
  void aDumpOfOnesOwnMachineIsSentAndBecomesABackup(@TempDir Path folder) throws IOException {
    String id = backup("mongodb");
    Path dump =
        Files.write(
            folder.resolve("from home.archive"),
            context
                .request()
                .get(stack.gateway() + "/console/backups/" + id + "/export?target=mongodb")
                .body());
    visit("/console/backups/import");
    String label = "sent-" + UUID.randomUUID().toString().substring(0, 8);

    Locator form = page.locator("#upload-form");
    form.getByLabel("File").setInputFiles(dump);
    form.getByLabel("Label").fill(label);
    form.getByText("Send", new Locator.GetByTextOptions().setExact(true)).click();

    page.waitForURL(Pattern.compile("/console/backups/\\d{8}_"));
    assertThat(page.getByRole(AriaRole.MAIN)).containsText(label);
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("read back", SOON);

    Files.writeString(dump, "no dump");
    visit("/console/backups/import");
    form.getByLabel("File").setInputFiles(dump);
    form.getByText("Send", new Locator.GetByTextOptions().setExact(true)).click();
    page.waitForURL(Pattern.compile("/console/backups/\\d{8}_"));
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("failed", SOON);
  }

  @Test
  void whatWasTypedSurvivesTheEndOfTheSession() {
    visit("/console/backups/new");
    String label = "kept-" + UUID.randomUUID().toString().substring(0, 8);
    backups.target("postgresql").check();
    page.getByLabel("Label").fill(label);
    context.clearCookies();

    backups.button("Back up", AriaRole.BUTTON).click();
    assertThat(page.getByText("nothing that you typed is lost")).isVisible();
    signIn(page, "admin", stack.adminPassword());
    backups.button("Send the form", AriaRole.BUTTON).click();

    page.waitForURL(Pattern.compile("/console/backups/\\d{8}_"));
    assertThat(page.getByRole(AriaRole.MAIN)).containsText(label);
    errors.clear(); // The browser notes the refusal, 401.
  }

  @Test
  void aFilterGoesOnInADialogWhenTheSessionEnds() {
    context.clearCookies();

    backups.filterByState("succeeded");
    signIn(page, "admin", stack.adminPassword());

    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    page.waitForURL(Pattern.compile("state=succeeded"));
    errors.clear(); // 401s.
    assertThat(page.getByLabel("State").inputValue()).isEqualTo("succeeded");
  }

  private static Page.GetByRoleOptions heading(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }
}
