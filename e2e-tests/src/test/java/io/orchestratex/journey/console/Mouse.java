package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Points and clicks. */
final class Mouse extends Hand {

  Mouse(Page page) {
    super(page);
  }

  @Override
  void goTo(String section) {
    page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Sections"))
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(section).setExact(true))
        .click();
    isAt(section);
  }

  @Override
  void press(Locator target) {
    target.click();
  }

  @Override
  void open(Locator link) {
    link.click();
  }

  @Override
  void write(Locator field, String text) {
    field.click();
    field.fill(text);
  }

  @Override
  void tick(Locator box) {
    box.click();
  }

  @Override
  void choose(Locator radio) {
    radio.click();
  }

  @Override
  void search(Locator field, String words) {
    write(field, words);
  }
}
