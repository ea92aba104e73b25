package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The start page and the pages that it leads to, as a person uses them. */
final class StatusPage {

  private final Page page;

  StatusPage(Page page) {
    this.page = page;
  }

  /** The sentence that says whether anything is wrong. */
  Locator sentence() {
    return part("Is anything wrong?").getByRole(AriaRole.STATUS);
  }

  Locator part(String title) {
    return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(title));
  }

  /** What the page says about a database. */
  Locator database(String name) {
    return part("Is each database restorable?")
        .getByRole(
            AriaRole.ROW, new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name)));
  }

  void follow(String link) {
    page.getByRole(AriaRole.MAIN)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(link).setExact(true))
        .first()
        .click();
  }

  void goTo(String section) {
    page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Sections"))
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(section).setExact(true))
        .click();
  }

  /** A field by what its label begins with; the label of a choice holds its values, too. */
  Locator field(String label) {
    return page.getByLabel(Pattern.compile("^" + label + "\\b"));
  }
}
