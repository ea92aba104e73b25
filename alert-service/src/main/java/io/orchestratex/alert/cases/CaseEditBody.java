package io.orchestratex.alert.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person changes of a case; what is left out stays.
 *
 * @param assignee a user id, or null to unassign
 */
record CaseEditBody(
    @Nullable CaseStatus status,
    @Schema(type = "string", nullable = true) @Nullable JsonNode assignee,
    @Nullable Priority priority,
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
