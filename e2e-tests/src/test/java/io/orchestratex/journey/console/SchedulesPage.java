package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about schedules, as a person uses them. */
final class SchedulesPage {

  private final Page page;

  SchedulesPage(Page page) {
    this.page = page;
  }

  void begin(String name) {
    button("New schedule", AriaRole.LINK).click();
    page.getByLabel("Name").fill(name);
  }

  void when(String cron, String zone) {
    page.getByLabel("When (cron)").fill(cron);
    page.getByLabel("Zone", new Page.GetByLabelOptions().setExact(true)).fill(zone);
  }

  /** What the form says before anything is saved. */
  Locator preview() {
    return page.getByLabel("The next times");
  }

  void save() {
    button("Create", AriaRole.BUTTON).click();
    page.waitForURL(Pattern.compile("/console/schedules/[a-z-]+$"));
  }

  void press(String name) {
    button(name, AriaRole.BUTTON).click();
  }

  void delete(String typed) {
    button("Delete…", AriaRole.LINK).click();
    page.getByLabel(Pattern.compile("^Type ")).fill(typed);
    button("Delete", AriaRole.BUTTON).click();
  }

  private Locator button(String name, AriaRole role) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
