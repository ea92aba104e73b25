package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about backups, as a person uses them. */
final class BackupsPage {

  private final Page page;

  BackupsPage(Page page) {
    this.page = page;
  }

  /** Orders a backup of one target and gives its id. */
  String order(String target, String label) {
    button("Back up now", AriaRole.LINK).click();
    page.getByLabel(Pattern.compile("^" + target)).check();
    page.getByLabel("Label").fill(label);
    button("Back up", AriaRole.BUTTON).click();
    page.waitForURL(Pattern.compile("/console/backups/\\d{8}_\\d+"));
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  Locator row(String id) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile(id)));
  }

  void filterByState(String state) {
    page.getByLabel("State").selectOption(state);
  }

  /** What the table says about its number of rows. */
  Locator count() {
    return page.getByText(Pattern.compile("of \\d+ backups?"));
  }

  void delete(String typed) {
    button("Delete…", AriaRole.LINK).click();
    page.getByLabel(Pattern.compile("^Type ")).fill(typed);
    button("Delete", AriaRole.BUTTON).click();
  }

  Locator button(String name, AriaRole role) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
