package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages about sessions and their threads, as a person uses them. */
final class SessionsPage {

  private final Page page;

  SessionsPage(Page page) {
    this.page = page;
  }

  /** Starts a session; the page of its first thread follows. */
  void start(String title) {
    role(AriaRole.LINK, "New session").click();
    page.getByLabel("Title").fill(title);
    role(AriaRole.BUTTON, "Start").click();
    page.waitForURL(Pattern.compile("/threads/[0-9a-f]{24}"));
  }

  /** Types a question and sends it. */
  void ask(String prompt) {
    prompt().fill(prompt);
    role(AriaRole.BUTTON, "Ask").click();
  }

  Locator prompt() {
    return page.getByLabel("Ask a model");
  }

  /** Prompts with their answers. */
  Locator exchanges() {
    return page.getByRole(AriaRole.LISTITEM)
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(Pattern.compile("^Prompt \\d")))));
  }

  Locator heading(String name) {
    return role(AriaRole.HEADING, name);
  }

  Locator role(AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
