package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The pages on which the demo's story happens, worked by mouse or keyboard. */
final class StoryPages {

  private final Page page;
  private final Hand hand;

  StoryPages(Page page, Hand hand) {
    this.page = page;
    this.hand = hand;
  }

  /** Starts a session; the page of its first thread follows. */
  void startSession(String title) {
    hand.goTo("Sessions");
    hand.press(link("New session"));
    hand.write(page.getByLabel("Title"), title);
    hand.press(button("Start"));
    page.waitForURL(Pattern.compile("/threads/[0-9a-f]{24}"));
  }

  void ask(String prompt) {
    hand.write(prompt(), prompt);
    hand.press(button("Ask"));
  }

  Locator prompt() {
    return page.getByLabel("Ask a model");
  }

  /** Prompts with their answers. */
  Locator exchanges() {
    return new SessionsPage(page).exchanges();
  }

  /** From the list of sessions to the only thread of one. */
  void openThread(String session, String thread) {
    hand.goTo("Sessions");
    hand.open(link(session));
    hand.isAt(session);
    hand.press(link(thread));
    page.waitForURL(Pattern.compile("/threads/[0-9a-f]{24}"));
  }

  /** Orders a backup and gives its id; its page follows. */
  String backUp(String target, String label) {
    hand.goTo("Backups");
    hand.press(link("Back up now"));
    hand.tick(box(target));
    hand.write(page.getByLabel("Label"), label);
    hand.press(button("Back up"));
    page.waitForURL(Pattern.compile("/console/backups/\\d{8}_\\d+"));
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** The list of alerts, narrowed down by words. */
  void watchAlerts(String words) {
    hand.goTo("Alerts");
    hand.search(searchField(), words);
    page.waitForURL(Pattern.compile("[?&]q=" + words));
  }

  Locator searchField() {
    return page.getByRole(AriaRole.SEARCH)
        .getByLabel("Text", new Locator.GetByLabelOptions().setExact(true));
  }

  /** The row of an alert in a state. */
  Locator alert(String text, String state) {
    return page.getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText(text))
        .filter(new Locator.FilterOptions().setHasText(state))
        .first();
  }

  /** Opens an alert of the list and gives its id. */
  String open(Locator alert) {
    hand.open(alert.getByRole(AriaRole.LINK).first());
    page.waitForURL(Pattern.compile("/console/alerts/[0-9a-f]{24}"));
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** From an alert to the case that was opened for it. */
  void openItsCase() {
    hand.press(page.locator("#facts a[href^='/console/cases/']"));
    page.waitForURL(Pattern.compile("/console/cases/[0-9a-f]{24}"));
  }

  /** From the list of backups to the plan for one database. */
  void planRestore(String backup, String target, String database) {
    hand.goTo("Backups");
    hand.open(link(backup));
    hand.isAt("Backup " + backup);
    hand.press(link("Restore…"));
    hand.isAt("Restore " + backup);
    hand.tick(box(target));
    hand.choose(page.getByLabel("Only these databases"));
    hand.press(page.getByText(Pattern.compile("^Databases of " + target)));
    hand.tick(page.getByLabel(database, new Page.GetByLabelOptions().setExact(true)));
    hand.press(button("Show the plan"));
    page.waitForURL(Pattern.compile("/console/restores/plan"));
  }

  Locator planned(String object) {
    return new RestoresPage(page).planned(object);
  }

  /** Where the word is typed without which nothing is restored. */
  Locator typed() {
    return page.getByLabel(Pattern.compile("^Type "));
  }

  void confirm(String word) {
    hand.write(typed(), word);
    hand.press(button("Restore"));
  }

  Locator main() {
    return page.getByRole(AriaRole.MAIN);
  }

  private Locator box(String target) {
    return page.getByRole(
            AriaRole.CHECKBOX,
            new Page.GetByRoleOptions().setName(Pattern.compile("^" + target + "\\b")))
        .first();
  }

  private Locator link(String name) {
    return main()
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .first();
  }

  private Locator button(String name) {
    return main()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }
}
