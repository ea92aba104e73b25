package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.orchestratex.cli.Ox;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LongRunning;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every page: a screen reader, a phone, a magnifier, a reload and markup in every
 * text do not break it, and who may not see it reads why. The suite looks at each section and at
 * {@link #BESIDE}; with {@code -Dox.pages.all=true} pages are found as a person finds them, by
 * their links, as admin, analyst and agent. {@code -Dox.screenshots=FOLDER} keeps {@link Pictures}
 * of each, with what {@code ox demo} leaves behind on them.
 */
@LongRunning("opens every page in two themes and three widths, on the whole stack")
class EveryPageTest extends ConsoleTest {

  private static final String SCREENSHOTS = System.getProperty("ox.screenshots", "");

  /** Whether links on pages are followed, which takes minutes. */
  private static final boolean FOLLOWED = Boolean.getBoolean("ox.pages.all");

  /** Would leave an element, an error of a picture that is missing, or half a page. */
  private static final String MARKUP =
      "\"'><img src=x onerror=alert(1)><b data-attack>&lt;</b></textarea><script>alert(2)</script>";

  /** Pages that no link leads to. */
  private static final List<String> BESIDE =
      List.of(
          "/console/account",
          "/console/backups?state=failed&label=none-has-this",
          "/console/backups?size=10&page=1",
          "/console/users?role=admin&enabled=true",
          "/console/sign-ins?outcome=refused&user=none-has-this",
          "/console/events?kind=backup&type=succeeded&size=10",
          "/console/events/parked/alert-service?replayed=false",
          "/console/alerts?state=resolved&severity=critical&q=none-has-this",
          "/console/cases?status=in_progress&priority=urgent&q=none-has-this",
          "/console/policies/new?preset=production",
          "/console/vaults/default",
          "/console/targets/new?id=redis&only=watch",
          "/console/rules/new?kind=shrink",
          "/console/deliveries?state=given_up",
          "/console/metrics/explore?name=postgresql_database_bytes&target=postgresql&range=15m&compare=yes",
          "/console/metrics/explore?name=none-has-this&from=2026-11-27T10%3A00",
          "/console/system?q=console&origin=changed",
          "/console/restores?state=rolled_back&target=postgresql",
          "/console/drills?state=failed&target=postgresql&backup=20200101_000000",
          "/console/drills/new?target=postgresql",
          "/console/backups?verified=true&drilled=false",
          "/console/backups/import",
          "/console/schedules?state=paused&name=none-has-this",
          "/console/nothing-is-here");

  private Seeds seeds;
  private String backup;

  /** What the story leaves behind is on the pages of which pictures are kept. */
  @BeforeAll
  void tellTheStory() {
    if (SCREENSHOTS.isEmpty()) {
      return;
    }
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    System.setProperty("ox.test-stack", "true");
    try {
      int exit = Ox.commandLine().setOut(out).setErr(out).execute("demo");
      assertThat(exit).as(told.toString()).isZero();
    } finally {
      System.clearProperty("ox.test-stack");
    }
  }

  @BeforeEach
  void plant() {
    seeds = new Seeds(admin, SCREENSHOTS.isEmpty() ? MARKUP : "Review of the outbox");
    seeds.plant();
    backup = labelledBackup(SCREENSHOTS.isEmpty() ? MARKUP : "before the release", "postgresql");
  }

  @AfterEach
  void remove() {
    seeds.remove();
  }

  @Test
  void everyPageIsForEveryone() {
    Crawl crawl = new Crawl(page, stack.gateway(), errors, FOLLOWED, pictures());
    visit("/console");
    List<String> sections = crawl.links("nav.sections a");
    assertThat(sections).isNotEmpty();
    List<String> begin = new ArrayList<>(sections);
    begin.addAll(BESIDE);
    begin.add("/console/restores/new?backup=" + backup);
    begin.add("/console/drills/new?backup=" + backup);
    begin.add("/console/backups/" + backup + "/copies/default/remove");
    begin.add("/console/restores/plan?backup=" + backup + "&scope=all");
    begin.add(
        "/console/restores/plan?backup="
            + backup
            + "&target=postgresql&as=agent_orchestrator%3Da_copy");
    crawl.over(begin);
    for (String role : List.of("analyst", "agent")) {
      isForThoseWhoMaySeeIt(role, sections, crawl.looked());
    }
  }

  /** The pages as a person of a role gets them. */
  private void isForThoseWhoMaySeeIt(String role, List<String> sections, List<String> paths) {
    String name = role + "-" + UUID.randomUUID().toString().substring(0, 8);
    String password = UUID.randomUUID().toString();
    ObjectNode user = Gateway.body().put("username", name).put("password", password);
    user.putArray("roles").add(role);
    String id = admin.post("/api/v1/users", user).path("id").asText();
    Page theirs = stranger();
    try {
      theirs.navigate(stack.gateway() + "/console");
      isForEveryone(theirs, "sign-in");
      signIn(theirs, name, password);
      theirs.waitForURL("**/console/start");
      Crawl crawl = new Crawl(theirs, stack.gateway(), errors, FOLLOWED, null);
      List<String> offered = crawl.links("nav.sections a");
      assertThat(sections).containsAll(offered).hasSizeGreaterThan(offered.size());
      List<String> shut =
          paths.stream()
              .filter(path ->
                  isShut(theirs, role, path, !isBelow(offered, path) && isBelow(sections, path)))
              .toList();
      assertThat(crawl.at(shut.getFirst())).isEqualTo(403);
      if (FOLLOWED) {
        crawl.over(offered);
      }
    } finally {
      theirs.context().close();
      admin.delete("/api/v1/users/" + id);
    }
  }

  /** A page outside the frame of the others. */
  private static void isForEveryone(Page page, String name) {
    Look look = new Look(page);
    look.isWhole(name);
    look.isReadable(name);
    look.fits(name);
    Pictures pictures = pictures();
    if (pictures != null) {
      pictures.take(page, name);
    }
  }

  /** Whether a page is refused; then it says why, and it always is where {@code must}. */
  private boolean isShut(Page theirs, String role, String path, boolean must) {
    APIResponse answer =
        theirs
            .context()
            .request()
            .get(stack.gateway() + path, RequestOptions.create().setHeader("Accept", "text/html"));
    String text = answer.text();
    int status = answer.status();
    answer.dispose();
    assertThat(status)
        .as("%s as %s", path, role)
        .isIn(must ? List.of(403) : List.of(200, 403, 404));
    if (status == 403) {
      assertThat(text).as("%s as %s", path, role).contains("picture forbidden", "Not allowed");
    }
    return status == 403;
  }

  private static boolean isBelow(List<String> sections, String path) {
    return sections.stream()
        .anyMatch(section ->
            path.equals(section)
                || path.startsWith(section + "/")
                || path.startsWith(section + "?"));
  }

  private static @Nullable Pictures pictures() {
    return SCREENSHOTS.isEmpty() ? null : new Pictures(Path.of(SCREENSHOTS));
  }
}
