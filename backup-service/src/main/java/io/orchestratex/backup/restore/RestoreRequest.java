package io.orchestratex.backup.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.micronaut.core.annotation.Introspected;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.engine.Selection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to restore, and whether to do it. Without {@code databases} and {@code collections} the
 * whole of each target is restored.
 *
 * @param backup id of the backup, or {@code latest}, which is meant when it is left out: the newest
 *     that succeeded and is no safety backup of a restore
 * @param at in place of a backup: the newest that was ordered at this time or before it
 * @param vault name of the only vault to read it from, where copies of it are in several; left out,
 *     any of them, the next one where one cannot be read
 * @param targets ids of the targets to restore, 1 to 20; left out, all of the backup that can be
 *     restored in the parts that are chosen
 * @param engines in place of targets: every target of these engines, such as {@code neo4j}, 1 to 20
 * @param databases only these databases; left out, all
 * @param collections only these, each as {@code database.collection}, of targets that have the
 *     scope {@code collection}; with {@code as} or {@code into}, of PostgreSQL too, as {@code
 *     database.schema.table} or {@code database.schema}, into a database that there is not yet;
 *     left out, all
 * @param users true brings the accounts and roles of the backup back, too: they are added, or get
 *     the passwords and rights that they had, and all others stay. Only an admin does that. Left
 *     out, false
 * @param into id of another target of the same engine to restore into; left out, each part is
 *     restored into the target that it was taken of. What is restored elsewhere is of one target of
 *     the backup
 * @param as new names: {@code database} to {@code database}, or {@code database.collection} to
 *     {@code database.collection}. Where neither databases nor collections are chosen, only what is
 *     named here is restored
 * @param replace true replaces what exists under the names that something is restored elsewhere
 *     under; false or left out, a name that is taken prevents the restore
 * @param confirm false or left out asks for the plan, true starts the restore
 * @param planToken token of the plan that is confirmed; needed when {@code confirm} is true
 */
@Introspected
record RestoreRequest(
    @Nullable @Pattern(regexp = RequestPatterns.BACKUP, message = RequestPatterns.BACKUP_MESSAGE)
        String backup,
    @Nullable Instant at,
    @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
        String vault,
    @Nullable @Size(max = 20)
        List<
                @NotNull
                @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
                String>
            targets,
    @Nullable @Size(min = 1, max = 20) List<@NotNull @Size(min = 1, max = 30) String> engines,
    @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> databases,
    @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> collections,
    @Nullable Boolean users,
    @Nullable @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
        String into,
    @Nullable @Size(max = 500)
        Map<@NotNull @Size(min = 1, max = 300) String, @NotNull @Size(min = 1, max = 300) String>
            as,
    @Nullable Boolean replace,
    @Nullable Boolean confirm,
    @Nullable @Size(max = 200) String planToken) {

  @JsonIgnore
  boolean isConfirmed() {
    return Boolean.TRUE.equals(confirm);
  }

  /** The same with the targets that its engines mean. */
  RestoreRequest ofTargets(List<String> ids) {
    return new RestoreRequest(
        backup,
        at,
        vault,
        ids,
        null,
        databases,
        collections,
        users,
        into,
        as,
        replace,
        confirm,
        planToken);
  }

  /** What is chosen by itself; what is chosen by {@link #as} comes with the backup. */
  @JsonIgnore
  Selection chosen() {
    return new Selection(
        Objects.requireNonNullElse(databases, List.of()),
        Objects.requireNonNullElse(collections, List.of()),
        Boolean.TRUE.equals(users));
  }

  @JsonIgnore
  Map<String, String> newNames() {
    return Objects.requireNonNullElse(as, Map.of());
  }

  /** Whether something goes elsewhere than where it was. */
  @JsonIgnore
  boolean isElsewhere() {
    return into != null || !newNames().isEmpty();
  }

  @JsonIgnore
  boolean replaces() {
    return Boolean.TRUE.equals(replace);
  }
}
