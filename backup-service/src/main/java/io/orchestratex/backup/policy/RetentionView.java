package io.orchestratex.backup.policy;

import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.policy.Retention.Reason;
import io.orchestratex.kit.paging.Page.Paging;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup of a policy would do now.
 *
 * @param policy name of the policy
 * @param at the moment that ages are counted to
 * @param removes how many backups and copies would go
 * @param keeps how many would be kept
 * @param freedBytes bytes that are stored of those that would go; what other backups of the vault
 *     share with them stays
 * @param blocked why nothing would be removed although something could go, such as a vault that is
 *     away; left out when nothing is in the way
 * @param items a page of the backups that the policy covers, newest first, each once for every
 *     vault that it is in
 * @param paging where the page lies in the whole
 */
@Schema(name = "PolicyRetention")
record RetentionView(
    String policy,
    Instant at,
    int removes,
    int keeps,
    long freedBytes,
    @Nullable String blocked,
    List<Line> items,
    Paging paging) {

  /**
   * One backup and what would become of it.
   *
   * @param backup id of the backup
   * @param vault name of the vault that the line is about: a backup has one for each vault it is in
   * @param copy whether it is a copy there; the backup itself otherwise
   * @param takenAt when it was ordered, which is its age
   * @param targets ids of the targets that it holds
   * @param health {@code running}, it is being taken; {@code verified}, it was read back whole;
   *     {@code unverified}, it was never read back here; {@code damaged}, something of it is
   *     damaged or missing
   * @param storedBytes bytes that are stored of it
   * @param keeps whether it would be kept
   * @param keptBy what keeps it; empty when it would go
   * @param goes why it would go, for a person; left out when it would be kept
   */
  @Schema(name = "RetentionLine")
  record Line(
      String backup,
      String vault,
      boolean copy,
      Instant takenAt,
      List<String> targets,
      @Schema(allowableValues = {"running", "verified", "unverified", "damaged"}) String health,
      long storedBytes,
      boolean keeps,
      List<Reason> keptBy,
      @Nullable String goes) {

    static Line of(RetentionPlan.Line line) {
      Candidate backup = line.decision().backup();
      return new Line(
          backup.id(),
          line.entry().vault(),
          !line.entry().home(),
          backup.takenAt(),
          backup.targets(),
          text(backup.health()),
          backup.storedBytes(),
          line.decision().isKept(),
          line.decision().keptBy(),
          line.decision().goes());
    }

    private static String text(Health health) {
      return health.name().toLowerCase(Locale.ROOT);
    }
  }

  static RetentionView of(RetentionPlan plan, PageRequest page) {
    int all = plan.lines().size();
    int removes = plan.going().size();
    return new RetentionView(
        plan.policy().name(),
        plan.at(),
        removes,
        all - removes,
        plan.freedBytes(),
        plan.blocked(),
        plan.lines().stream().skip(page.offset()).limit(page.limit()).map(Line::of).toList(),
        new Paging(page.limit(), page.offset(), all));
  }
}
