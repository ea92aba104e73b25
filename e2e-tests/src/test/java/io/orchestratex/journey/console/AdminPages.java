package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about users, API keys and events, as a person uses them. */
final class AdminPages {

  private final Page page;

  AdminPages(Page page) {
    this.page = page;
  }

  void addUser(String name, String password, String role) {
    fillUser(name, password, role);
    button("Add").click();
  }

  void fillUser(String name, String password, String role) {
    link("Add a user").click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
    page.getByLabel("Password").fill(password);
    page.getByLabel(Pattern.compile("^\\s*" + role + "\\b")).check();
  }

  void delete(String typed) {
    link("Delete…").click();
    page.getByLabel(Pattern.compile("^Type ")).fill(typed);
    button("Delete").click();
  }

  /** Makes an API key and gives its secret. */
  String makeKey(String name, String role) {
    link("Make an API key").first().click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
    page.getByLabel(role, new Page.GetByLabelOptions().setExact(true)).check();
    button("Make the key").click();
    return page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).inputValue();
  }

  Locator row(String text) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(Pattern.compile(text)));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
