package io.orchestratex.gateway.console.sessions;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.session.Answer;
import io.orchestratex.gateway.console.service.session.SessionApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a thread in the order of its prompts: so many completed ones, with those that failed,
 * were cancelled or still run in between. The first page is the newest.
 *
 * @param page from 1 on
 * @param pages how many there are
 * @param left prompts that did not complete and are not shown, because there are too many of them
 */
record History(List<Answer> answers, int page, int pages, long left) {

  static final int SIZE = 20;
  private static final int MOST = 100;

  History {
    answers = List.copyOf(answers);
  }

  boolean isChanging() {
    return answers.stream().anyMatch(Answer::isPending);
  }

  static History load(SessionApi api, Visit visit, String thread, int wanted) {
    long total = api.answers(visit, thread, "completed", 1, 0).paging().total();
    int pages = (int) Math.max(1, (total + SIZE - 1) / SIZE);
    int page = Math.min(wanted, pages);
    long end = total - (page - 1L) * SIZE;
    // One more shows where the next page begins.
    List<Answer> completed =
        read(api, visit, thread, Math.max(0, end - SIZE), page == 1 ? end : end + 1);
    long from = page == pages ? 0 : completed.getFirst().iteration();
    long before = Long.MAX_VALUE;
    if (page > 1) {
      before = completed.removeLast().iteration();
    }
    long left = 0;
    List<Answer> all = completed;
    for (String status : List.of("failed", "cancelled", "pending")) {
      Paged<Answer> others = api.answers(visit, thread, status, MOST, 0);
      long count = others.paging().total();
      if (count > MOST) {
        others = api.answers(visit, thread, status, MOST, count - MOST);
        left += count - MOST;
      }
      for (Answer answer : others.items()) {
        if (answer.iteration() >= from && answer.iteration() < before) {
          all.add(answer);
        }
      }
    }
    all.sort(Comparator.comparingInt(Answer::iteration));
    return new History(all, page, pages, left);
  }

  private static List<Answer> read(
      SessionApi api, Visit visit, String thread, long from, long end) {
    List<Answer> read = new ArrayList<>();
    while (from + read.size() < end) {
      List<Answer> more =
          api.answers(
                  visit, thread, "completed", (int) (end - from - read.size()), from + read.size())
              .items();
      if (more.isEmpty()) {
        break;
      }
      read.addAll(more);
    }
    return read;
  }
}
