package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about alerts and the rules that raise them, as a person uses them. */
final class AlertsPage {

  private final Page page;

  AlertsPage(Page page) {
    this.page = page;
  }

  /** Adds a rule that fires at once, for each target. */
  void addRule(String id, String message) {
    fillRule(id, message);
    click("Add the rule", AriaRole.BUTTON);
    page.waitForURL(Pattern.compile("/console/rules/" + id + "$"));
  }

  void fillRule(String id, String message) {
    click("Add a rule", AriaRole.LINK);
    page.getByLabel("Id", new Page.GetByLabelOptions().setExact(true)).fill(id);
    page.getByLabel("Message").fill(message);
    page.getByLabel("Metric").fill("ox_up");
    page.getByLabel("Fires when the value is").selectOption("at_least");
    page.getByLabel("This limit").fill("0");
    page.getByLabel("For so many seconds").fill("0");
  }

  void deleteRule(String id) {
    click("Delete…", AriaRole.LINK);
    page.getByLabel(Pattern.compile("^Type ")).fill(id);
    click("Delete", AriaRole.BUTTON);
  }

  Locator row(String text) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile(text)));
  }

  void open(String message) {
    click(message, AriaRole.LINK);
    page.waitForURL(Pattern.compile("/console/alerts/[0-9a-f]{24}"));
  }

  void acknowledge() {
    click("Acknowledge", AriaRole.BUTTON);
  }

  Locator main() {
    return page.getByRole(AriaRole.MAIN);
  }

  private void click(String name, AriaRole role) {
    page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
  }
}
