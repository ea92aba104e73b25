package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about restores, as a person uses them. */
final class RestoresPage {

  private final Page page;

  RestoresPage(Page page) {
    this.page = page;
  }

  /** From the page of a backup to the plan for one database. */
  void plan(String target, String database) {
    button("Restore…", AriaRole.LINK).click();
    page.getByRole(
            AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(Pattern.compile("^" + target)))
        .first()
        .check();
    page.getByLabel("Only these databases").check();
    page.getByText(Pattern.compile("^Databases of " + target)).click();
    database(database).check();
    button("Show the plan", AriaRole.BUTTON).click();
    page.waitForURL(Pattern.compile("/console/restores/plan"));
  }

  Locator database(String name) {
    return page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
  }

  /** What the plan says about an object. */
  Locator planned(String object) {
    return row(object.replace(".", "\\."));
  }

  /** Types the word and sends it; gives the id of the restore, where one begins. */
  String confirm(String word) {
    page.getByLabel(Pattern.compile("^Type ")).fill(word);
    button("Restore", AriaRole.BUTTON).click();
    page.waitForLoadState();
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** Sends a confirmation that waited for a sign-in; gives the id of the restore. */
  String sendAgain() {
    button("Send the form", AriaRole.BUTTON).click();
    page.waitForURL(Pattern.compile("/console/restores/[^/]+$"));
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** Begins to put back what was there before the restore. */
  void undo() {
    button("Restore the safety backup…", AriaRole.LINK).click();
    page.waitForURL(Pattern.compile("/console/restores/new"));
  }

  Locator row(String text) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile(text)));
  }

  private Locator button(String name, AriaRole role) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
