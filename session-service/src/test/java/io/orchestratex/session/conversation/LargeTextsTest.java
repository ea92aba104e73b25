package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads whose prompts and answers are as large as they may be. */
class LargeTextsTest {

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);
  private String thread = "";

  @BeforeEach
  void openThread() {
    thread = service.openThread(ann).get("id").asText();
  }

  @Test
  void aPageEndsEarlyAndTheNextBeginsWhereItEnded() {
    fill(25, 100_000);

    List<String> seen = new ArrayList<>();
    int pages = 0;
    long total = 25;
    while (seen.size() < total && pages < 25) {
      JsonNode page =
          service.json(service.get(path() + "?limit=100&offset=" + seen.size(), ann), 200);
      assertThat(page.at("/items").size()).isBetween(1, 10);
      if (seen.size() + page.at("/items").size() < total) {
        assertThat(page.at("/paging/limit").asInt()).isEqualTo(page.at("/items").size());
      }
      assertThat(page.at("/paging/offset").asInt()).isEqualTo(seen.size());
      total = page.at("/paging/total").asLong();
      seen.addAll(page.at("/items").findValuesAsText("iteration"));
      pages++;
    }

    assertThat(seen)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 25).mapToObj(String::valueOf).toList());
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void onlyTheExchangesThatFitTheBudgetAreLoaded() {
    fill(5, 1_000);
    ConversationStore store = service.bean(ConversationStore.class);
    ConversationThread filled = store.thread(thread).orElseThrow();

    assertThat(store.lastExchanges(filled, 20, 5_000))
        .extracting(Exchange::prompt)
        .extracting(prompt -> prompt.charAt(0))
        .containsExactly('5', '4');
    assertThat(store.lastExchanges(filled, 1, 5_000)).hasSize(1);
    assertThat(store.lastExchanges(filled, 20, 100_000)).hasSize(5);
    assertThat(store.lastExchanges(filled, 20, 100)).isEmpty();
  }

  private String path() {
    return "/api/v1/threads/" + thread + "/responses";
  }

  /** Answered prompts, each of this many characters, as is its answer. */
  private void fill(int count, int characters) {
    String id =
        service.json(service.post(path(), ann, "{\"prompt\":\"Hi\"}"), 201).get("id").asText();
    Document first = service.document("model_responses", "_id", new ObjectId(id));
    service
        .mongo()
        .getCollection("model_responses")
        .deleteOne(new Document("_id", first.get("_id")));
    service
        .mongo()
        .getCollection("model_responses")
        .insertMany(
            IntStream.rangeClosed(1, count)
                .mapToObj(i ->
                    new Document(first)
                        .append("_id", new ObjectId())
                        .append("iteration", i)
                        .append("prompt", (i + "x".repeat(characters)).substring(0, characters))
                        .append("response_text", "y".repeat(characters)))
                .toList());
  }
}
