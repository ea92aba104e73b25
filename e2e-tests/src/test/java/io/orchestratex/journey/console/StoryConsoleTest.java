package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.mongodb.client.MongoCollection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LongRunning;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * What {@code ox demo} tells, without a terminal: a model is asked, everything is backed up, a
 * collection is emptied behind the system's back, the alert and its case come, the backup is
 * restored, the alert ends by itself. Nobody reloads a page.
 */
@LongRunning("tells the whole story twice, on the whole stack and in a browser")
class StoryConsoleTest extends ConsoleTest {

  private static final String DATABASE = "orchestratex";
  private static final String DAMAGED = DATABASE + "." + MODEL_RESPONSES;

  /** As many documents as make the rule look at a collection. */
  private static final int ENOUGH = 6;

  private static final LocatorAssertions.IsVisibleOptions SEEN =
      new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
  private static final LocatorAssertions.ContainsTextOptions AT_LAST =
      new LocatorAssertions.ContainsTextOptions().setTimeout(90_000);

  /** Where a page notes that something was clicked or touched. */
  private static final String POINTED =
      "addEventListener('pointerdown', () => { sessionStorage.pointed = 'yes'; }, true)";

  @Test
  void byMouse() {
    tell(new Mouse(page));
  }

  @Test
  void byKeyboardAlone() {
    context.addInitScript(POINTED);

    tell(new Keyboard(page));

    assertThat(page.evaluate("sessionStorage.pointed ?? 'no'")).isEqualTo("no");
  }

  private void tell(Hand hand) {
    StoryPages pages = new StoryPages(page, hand);
    String title = "Story " + UUID.randomUUID().toString().substring(0, 8);
    String said = "Remember " + UUID.randomUUID();
    visit("/console");
    noOldAlert();

    pages.startSession(title);
    String thread = page.locator("h1").innerText();
    seesAnAnswerGrow(pages, said);
    MongoCollection<Document> answers = mongo.getDatabase(DATABASE).getCollection(MODEL_RESPONSES);
    long documents = enough(answers);

    String backup = pages.backUp("mongodb", title);
    assertThat(pages.main()).containsText("read back", AT_LAST);
    await(
        "the monitor has counted them",
        Duration.ofSeconds(60),
        () -> sampled(DATABASE, MODEL_RESPONSES) >= documents);

    pages.watchAlerts(MODEL_RESPONSES);
    assertThat(pages.searchField()).isFocused();
    answers.deleteMany(new Document());
    assertThat(pages.alert(DAMAGED, "firing")).isVisible(SEEN);
    assertThat(pages.searchField()).isFocused();
    String alert = seesTheAlertAndItsCase(pages);

    pages.planRestore(backup, "mongodb", DATABASE);
    restores(pages);
    assertThat(answers.countDocuments()).isEqualTo(documents);

    pages.watchAlerts(MODEL_RESPONSES);
    assertThat(page.locator("#alert-" + alert)).containsText("resolved", AT_LAST);
    pages.openThread(title, thread);
    assertThat(pages.exchanges()).containsText(said);
  }

  /** One that fires already would hide the new one. */
  private void noOldAlert() {
    JsonNode old = shrinkAlert(DATABASE);
    if (old != null) {
      admin.post(
          "/api/v1/alerts/" + old.path("id").asText() + "/resolve",
          Gateway.body().put("resolution", "left over from another story"));
    }
  }

  private void seesAnAnswerGrow(StoryPages pages, String said) {
    page.evaluate(
        "window.seen = new Set(); new MutationObserver(() => seen.add("
            + "document.querySelector('[data-answer]').textContent.length)).observe("
            + "document.querySelector('[data-answer]'), { childList: true })");

    pages.ask(said);

    assertThat(pages.exchanges()).hasCount(1);
    assertThat(pages.exchanges()).containsText(said);
    assertThat(pages.exchanges()).containsText(Pattern.compile("\\d+ \\+ \\d+ tokens"));
    assertThat((Integer) page.evaluate("seen.size")).isGreaterThan(1);
    assertThat(pages.prompt()).isFocused();
  }

  /** The number of answers, of which the rule minds the loss. */
  private long enough(MongoCollection<Document> answers) {
    String thread = newThread(admin, newSession(admin, "Before the story"));
    while (answers.countDocuments() < ENOUGH) {
      ask(admin, thread, "One more.");
    }
    return answers.countDocuments();
  }

  private String seesTheAlertAndItsCase(StoryPages pages) {
    String alert = pages.open(pages.alert(DAMAGED, "firing"));
    assertThat(page.locator("h1")).containsText("shrank");
    assertThat(page.locator("#facts")).containsText("critical");
    pages.openItsCase();
    assertThat(page.locator("#facts")).containsText("open");
    assertThat(page.locator("#alert-" + alert)).isVisible();
    return alert;
  }

  private void restores(StoryPages pages) {
    assertThat(pages.planned(DAMAGED)).containsText(Pattern.compile("replaced\\s*0\\s*\\d"));
    pages.confirm("restore");
    assertThat(pages.main()).containsText("Type exactly restore mongodb");
    errors.clear(); // The browser notes the refusal, 400.
    assertThat(pages.typed()).isFocused();
    pages.confirm("restore mongodb");
    page.waitForURL(Pattern.compile("/console/restores/(?!plan)[^/?]+$"));
    assertThat(page.locator("#steps")).containsText("done", AT_LAST);
    assertThat(page.locator("#report")).containsText("equals the backup", AT_LAST);
    assertThat(page.locator("#facts")).containsText("succeeded", AT_LAST);
  }
}
