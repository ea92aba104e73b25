package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orchestratex.cli.access.Gateway;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The session ends in the middle of a form, of each kind: nothing that was typed is lost. */
class ExpiryConsoleTest extends ConsoleTest {

  private String name;

  @BeforeEach
  void name() {
    name = "kept-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @AfterEach
  void forgive() {
    errors.clear(); // The browser notes each refusal, 401.
  }

  @Test
  void aQuestionStaysInItsFieldWhileADialogSignsIn() {
    String session = newSession(admin, name);
    visit("/console/sessions/" + session + "/threads/" + newThread(admin, session));
    SessionsPage sessions = new SessionsPage(page);
    sessions.prompt().fill(name);
    context.clearCookies();

    sessions.role(AriaRole.BUTTON, "Ask").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByLabel("Name")).isFocused();
    signIn(page, "admin", stack.adminPassword());

    assertThat(dialog).hasCount(0);
    assertThat(sessions.prompt()).isFocused();
    assertThat(sessions.prompt()).hasValue(name);
    sessions.role(AriaRole.BUTTON, "Ask").click();
    assertThat(sessions.exchanges()).containsText(name);
  }

  @Test
  void aRule() {
    visit("/console/rules");
    AlertsPage rules = new AlertsPage(page);
    rules.fillRule(name, "says {target} \"<b>\" & more");
    page.getByLabel("This limit").fill("2"); // Never.
    context.clearCookies();

    button("Add the rule").click();
    carryOn();

    page.waitForURL(Pattern.compile("/console/rules/" + name + "$"));
    assertThat(main()).containsText("says {target} \"<b>\" & more");
    admin.delete("/api/v1/rules/" + name);
  }

  @Test
  void aNoteInACase() {
    String id =
        admin
            .post(
                "/api/v1/cases",
                Gateway.body().put("title", name).put("severity", "low").put("priority", "low"))
            .path("id")
            .asText();
    visit("/console/cases/" + id);
    CasesPage cases = new CasesPage(page);
    cases.write("line one\nline two of " + name);
    cases.setPriority("urgent");
    context.clearCookies();

    cases.save();
    carryOn();

    assertThat(cases.main()).containsText("The case is changed.");
    assertThat(page.locator("#timeline")).containsText("line two of " + name);
    assertThat(page.locator("#facts")).containsText("urgent");
  }

  @Test
  void aUser() {
    visit("/console/users");
    AdminPages pages = new AdminPages(page);
    pages.fillUser(name, "a-password-of-a-user", "analyst");
    context.clearCookies();

    button("Add").click();
    carryOn();

    assertThat(page.getByText("User " + name + " may sign in.")).isVisible();
    Page theirs = stranger();
    theirs.navigate(stack.gateway() + "/console/backups");
    signIn(theirs, name, "a-password-of-a-user");
    assertThat(theirs.getByRole(AriaRole.HEADING).first()).hasText("Backups");
    theirs.context().close();
    admin
        .get("/api/v1/users?limit=100")
        .path("items")
        .forEach(user -> {
          if (user.path("username").asText().equals(name)) {
            admin.delete("/api/v1/users/" + user.path("id").asText());
          }
        });
  }

  /** What follows the press of a button in a session that has ended. */
  private void carryOn() {
    assertThat(page.getByText("nothing that you typed is lost")).isVisible();
    signIn(page, "admin", stack.adminPassword());
    assertThat(button("Send the form")).isFocused();
    button("Send the form").click();
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Locator main() {
    return page.getByRole(AriaRole.MAIN);
  }
}
