package io.orchestratex.session.conversation;

import io.orchestratex.session.provider.ModelRequest.Exchange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How much of a thread goes along with a prompt. */
final class HistoryRules {

  private HistoryRules() {}

  /**
   * The newest exchanges that fit together into the budget, oldest first. One that does not fit
   * ends the list, so that no gap is sent.
   */
  static List<Exchange> fitting(List<Exchange> newestFirst, int mostCharacters) {
    List<Exchange> kept = new ArrayList<>();
    int characters = 0;
    for (Exchange exchange : newestFirst) {
      characters += exchange.prompt().length() + exchange.answer().length();
      if (characters > mostCharacters) {
        break;
      }
      kept.add(exchange);
    }
    Collections.reverse(kept);
    return kept;
  }
}
