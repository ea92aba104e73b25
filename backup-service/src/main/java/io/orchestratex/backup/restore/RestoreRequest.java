package io.orchestratex.backup.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.micronaut.core.annotation.Introspected;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.engine.Selection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to restore.
 *
 * @param backup an id, or {@code latest}, which is meant when it is left out: the newest that is no
 *     safety backup of a restore
 * @param targets ids; all of the backup when left out
 * @param databases only these
 * @param collections only these, as {@code database.collection}, of targets that have the scope
 *     {@code collection}
 * @param confirm false asks for the plan, true does it
 * @param planToken of the plan that is confirmed
 */
@Introspected
record RestoreRequest(
    @Nullable @Pattern(regexp = RequestPatterns.BACKUP, message = RequestPatterns.BACKUP_MESSAGE)
        String backup,
    @Nullable @Size(max = 20)
        List<
                @NotNull
                @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
                String>
            targets,
    @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> databases,
    @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> collections,
    @Nullable Boolean confirm,
    @Nullable @Size(max = 200) String planToken) {

  @JsonIgnore
  boolean isConfirmed() {
    return Boolean.TRUE.equals(confirm);
  }

  Selection selection() {
    return new Selection(
        Objects.requireNonNullElse(databases, List.of()),
        Objects.requireNonNullElse(collections, List.of()));
  }
}
