package io.orchestratex.alert.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.apidocs.DocumentPatterns;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person changes of a case; what is left out stays.
 *
 * @param status where the work moves to
 * @param assignee id of the user who works on it, or null to unassign
 * @param priority in which order people should take it
 * @param tags all tags from now on: at most 20, of 1 to 50 characters each
 * @param note what people should know, an entry of the timeline; 1 to 2000 characters
 * @param version the version that is changed; when left out, whatever is stored
 */
@Schema(name = "CaseChange")
record CaseEditBody(
    @Nullable CaseStatus status,
    @Schema(type = "string", nullable = true, pattern = CaseBody.USER_ID_PATTERN)
        @Nullable JsonNode assignee,
    @Nullable Priority priority,
    @ArraySchema(
            maxItems = CaseBody.MAX_TAGS,
            schema =
                @Schema(
                    minLength = 1,
                    maxLength = CaseBody.MAX_TAG,
                    pattern = DocumentPatterns.NOT_BLANK))
        @Nullable List<@Nullable String> tags,
    @Schema(minLength = 1, maxLength = MAX_NOTE, pattern = DocumentPatterns.NOT_BLANK)
        @Nullable String note,
    @Nullable Long version) {

  private static final int MAX_NOTE = 2_000;

  CaseRules.Edit checked() {
    List<FieldError> errors = new ArrayList<>();
    boolean unassign = assignee != null && assignee.isNull();
    String user = null;
    if (assignee != null && !unassign) {
      user = assignee.isTextual() ? assignee.textValue() : "";
      if (!CaseBody.USER_ID.matcher(user).matches()) {
        errors.add(new FieldError("/assignee", CaseBody.USER_ID_WORDS + ", or null"));
      }
    }
    List<String> newTags = tags == null ? null : CaseBody.tags(tags, errors);
    if (note != null && (note.isBlank() || TextLength.of(note) > MAX_NOTE)) {
      errors.add(new FieldError("/note", "must have 1 to 2000 characters"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("case.invalid", errors);
    }
    return new CaseRules.Edit(
        status, user, unassign, priority, newTags, note == null ? null : note.strip(), version);
  }
}
