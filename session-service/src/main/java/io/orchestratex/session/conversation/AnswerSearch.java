package io.orchestratex.session.conversation;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds prompts and answers by the words in them. Thread-safe; it blocks. */
public interface AnswerSearch {

  /**
   * What is looked for.
   *
   * @param words words of which one at least is there; {@code "a phrase"} must be there, what
   *     follows a minus must not
   * @param sessionId of this session only; null for all of the user's
   */
  record Query(String userId, String words, @Nullable String sessionId) {}

  /**
   * A prompt and its answer that contain the words.
   *
   * @param prompt the part of the prompt around the first of them
   * @param answer the part of the answer around the first of them
   * @param score how well they match; only to be compared within one search
   */
  record Match(
      String responseId,
      String threadId,
      String sessionId,
      int iteration,
      String modelName,
      Instant createdAt,
      String prompt,
      String answer,
      double score) {}

  /**
   * The best match first, then the newest.
   *
   * @throws io.orchestratex.kit.failure.FailureException Unavailable when the store does not answer
   */
  Page<Match> find(Query query, PageRequest page);
}
