package io.orchestratex.alert.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person changes of a case; what is left out stays.
 *
 * @param status where the work moves to
 * @param assignee id of the user who works on it, 24 hex digits, or null to unassign
 * @param priority in which order people should take it
 * @param tags all tags from now on: at most 20, of 1 to 50 characters each
 * @param version the version that is changed; when left out, whatever is stored
 */
@Schema(name = "CaseChange")
record CaseEditBody(
    @Nullable CaseStatus status,
    @Schema(type = "string", nullable = true, pattern = "^[0-9a-f]{24}$")
        @Nullable JsonNode assignee,
    @Nullable Priority priority,
    @ArraySchema(
            maxItems = CaseBody.MAX_TAGS,
            schema =
                @Schema(
                    minLength = 1,
                    maxLength = CaseBody.MAX_TAG,
                    pattern = "^\\s*\\S[\\s\\S]*$"))
        @Nullable List<@Nullable String> tags,
    @Nullable Long version) {

  CaseRules.Edit checked() {
    List<FieldError> errors = new ArrayList<>();
    boolean unassign = assignee != null && assignee.isNull();
    String user = null;
    if (assignee != null && !unassign) {
      user = assignee.isTextual() ? assignee.textValue() : "";
      if (!CaseBody.USER_ID.matcher(user).matches()) {
        errors.add(new FieldError("/assignee", "must be a user id of 24 hex digits, or null"));
      }
    }
    List<String> newTags = tags == null ? null : CaseBody.tags(tags, errors);
    if (!errors.isEmpty()) {
      throw FailureException.invalid("case.invalid", errors);
    }
    return new CaseRules.Edit(status, user, unassign, priority, newTags, version);
  }
}
