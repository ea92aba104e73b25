package io.orchestratex.session.conversation;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.session.conversation.AnswerSearch.Match;
import io.orchestratex.session.conversation.AnswerSearch.Query;
import io.orchestratex.session.ownership.OwnershipRules;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finding prompts and answers by their words. */
@Controller("/api/v1/responses")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Responses")
class SearchController {

  private final AnswerSearch search;

  SearchController(AnswerSearch search) {
    this.search = search;
  }

  /**
   * A prompt and its answer that contain the words.
   *
   * @param responseId the response: 24 hex digits
   * @param threadId the thread that it belongs to
   * @param sessionId the session that it belongs to
   * @param iteration position of the prompt in its thread, from 1
   * @param modelName the model that answered
   * @param createdAt when the prompt was taken
   * @param promptExcerpt up to 200 characters of the prompt, around the first word that was found
   * @param answerExcerpt up to 200 characters of the answer, likewise
   * @param score how well it matches; only to be compared within one search
   */
  @Schema(name = "ResponseMatch")
  record MatchView(
      String responseId,
      String threadId,
      String sessionId,
      int iteration,
      String modelName,
      Instant createdAt,
      String promptExcerpt,
      String answerExcerpt,
      double score) {

    static MatchView of(Match match) {
      return new MatchView(
          match.responseId(),
          match.threadId(),
          match.sessionId(),
          match.iteration(),
          match.modelName(),
          match.createdAt(),
          match.prompt(),
          match.answer(),
          match.score());
    }
  }

  @Get
  @Operation(
      operationId = "searchResponses",
      summary = "Search prompts and answers",
      description =
          "Whole words, in letters of either case and with or without accents, of one user's"
              + " conversations. The best match comes first, then the newest.",
      responses = @ApiResponse(responseCode = "200", description = "A page of matches"))
  Page<MatchView> search(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description =
                  "Words of which one at least is there, up to 100 characters; `\"a phrase\"` must"
                      + " be there, what follows a minus must not",
              example = "migration \"order service\" -draft")
          @QueryValue
          @Nullable String q,
      @Parameter(
              description =
                  "Whose conversations: the subject of the owner's token; the caller's own when"
                      + " left out",
              example = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10")
          @QueryValue("user_id")
          @Nullable String userId,
      @Parameter(description = "Only in this session", example = "6746f0a2c1e4b53d9f0a7c11")
          @QueryValue("session_id")
          @Nullable String sessionId,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "q", "user_id", "session_id");
    TextFilter words = TextFilter.read("q", q);
    if (words == null) {
      throw FailureException.invalid(
          "search.words-missing", "?q", "must hold a word to search for");
    }
    String owner = userId == null ? caller.subject() : userId;
    if (!OwnershipRules.mayRead(caller, owner)) {
      return Page.of(List.of(), page, 0);
    }
    Page<Match> found = search.find(new Query(owner, words.text(), sessionId), page);
    return new Page<>(found.items().stream().map(MatchView::of).toList(), found.paging());
  }
}
