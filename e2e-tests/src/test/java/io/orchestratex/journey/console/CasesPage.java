package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about cases, as a person uses them. */
final class CasesPage {

  private final Page page;

  CasesPage(Page page) {
    this.page = page;
  }

  /** Opens a case by hand and gives its path. */
  String open(String title) {
    click("Open a case", AriaRole.LINK);
    page.getByLabel("Title").fill(title);
    click("Open the case", AriaRole.BUTTON);
    page.waitForURL(Pattern.compile("/console/cases/[0-9a-f]{24}"));
    return page.url().substring(page.url().indexOf("/console/"));
  }

  void setPriority(String priority) {
    page.getByLabel("Priority").selectOption(priority);
  }

  void write(String note) {
    page.getByLabel("Note").fill(note);
  }

  Locator note() {
    return page.getByLabel("Note");
  }

  Locator warning() {
    return page.getByRole(AriaRole.ALERT);
  }

  Locator main() {
    return page.getByRole(AriaRole.MAIN);
  }

  void save() {
    click("Save", AriaRole.BUTTON);
  }

  void take() {
    click("Assign to me", AriaRole.BUTTON);
  }

  private void click(String name, AriaRole role) {
    page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
  }
}
