package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.local.LongRunning;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A database is brought back, and a schedule is made, by mouse. */
@LongRunning("backs up and restores on the whole stack and watches it in a browser")
class RestoresConsoleTest extends ConsoleTest {

  private static final String DATABASE = "console_restore";

  @Test
  void aDatabaseIsBroughtBackByItsPlanAndCanBeUndone() {
    try (MongoClient mongo = MongoClients.create(stack.engines().mongo().rootUri())) {
      MongoDatabase database = mongo.getDatabase(DATABASE);
      database.drop();
      database
          .getCollection("things")
          .insertMany(List.of(new Document("n", 1), new Document("n", 2), new Document("n", 3)));
      String backup = backup("mongodb");
      database.getCollection("things").deleteOne(new Document("n", 2));

      RestoresPage restores = new RestoresPage(page);
      visit("/console/backups/" + backup);
      restores.plan("mongodb", DATABASE);
      assertThat(restores.planned(DATABASE + ".things"))
          .containsText(Pattern.compile("replaced\\s*2\\s*3"));

      database.createCollection("newcomer");
      restores.confirm("restore mongodb");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("the plan as it is now");
      errors.clear(); // The browser notes the refusal, 409.
      assertThat(restores.planned(DATABASE + ".newcomer")).containsText("stays as it is");
      // The session ends before the confirmation is sent: it goes on after the sign-in.
      context.clearCookies();
      restores.confirm("restore mongodb");
      signIn(page, "admin", stack.adminPassword());
      errors.clear(); // The browser notes the refusal, 401.
      String restore = restores.sendAgain();

      // Nobody reloads the page.
      assertThat(page.locator("#report"))
          .containsText(
              "equals the backup", new LocatorAssertions.ContainsTextOptions().setTimeout(90_000));
      assertThat(page.locator("#facts"))
          .containsText(
              "succeeded", new LocatorAssertions.ContainsTextOptions().setTimeout(90_000));
      assertThat(database.getCollection("things").countDocuments()).isEqualTo(3);

      restores.undo();
      assertThat(restores.database(DATABASE)).isChecked();
      visit("/console/restores?target=mongodb");
      assertThat(restores.row(restore)).containsText("succeeded");
      database.drop();
    }
  }

  @Test
  void aScheduleShowsItsTimesBeforeItIsSaved() {
    SchedulesPage schedules = new SchedulesPage(page);
    visit("/console/schedules");
    schedules.begin("ui-nightly");
    schedules.when("15 3 * * 1-5", "Asia/Tokyo");
    assertThat(schedules.preview()).containsText("at 03:15, Monday to Friday");
    assertThat(schedules.preview()).containsText("03:15 +09:00");
    schedules.when("15 3 * *", "Asia/Tokyo");
    assertThat(schedules.preview()).containsText("not a cron expression");
    schedules.when("15 4 * * 1-5", "Asia/Tokyo");
    schedules.save();
    assertThat(page.locator("#facts")).containsText("active");

    schedules.press("Pause");
    assertThat(page.locator("#facts")).containsText("paused");
    schedules.press("Resume");
    assertThat(page.locator("#facts")).containsText("active");
    schedules.delete("ui-nightly");
    assertThat(page.getByText("Deleted 1 schedule.")).isVisible();
  }
}
