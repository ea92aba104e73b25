package io.orchestratex.backup.vault;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.vault.VaultSizes.VaultSize;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows where backups are kept, and whether that place is what it should be. */
@Controller("/api/v1/vaults")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Vaults", description = "The places where backups are kept.")
final class VaultController {

  private static final String NAME = "Name of the vault.";
  private static final String NAME_EXAMPLE = "default";
  private static final VaultSize NOTHING = new VaultSize(0, 0, 0);

  private final Vaults vaults;
  private final VaultSizes sizes;
  private final InstantSource clock;

  VaultController(Vaults vaults, VaultSizes sizes, InstantSource clock) {
    this.vaults = vaults;
    this.sizes = sizes;
    this.clock = clock;
  }

  /**
   * A place where backups are kept.
   *
   * @param name name of the vault, as the settings give it
   * @param type kind of place: {@code filesystem}, {@code s3}, {@code gcs} or {@code azure}
   * @param location where it is: the path of its folder, or the address of its bucket or container
   * @param bytesPerSecond how many bytes per second go to it at most, and as many from it; absent
   *     when there is no limit
   * @param usable whether it carries its mark just now; {@code failure} says why not
   * @param failure why it cannot be used and what to do, for a person; absent when it can
   * @param backups how many backups lie in it
   * @param logicalBytes what its backups hold, each by itself, as the engines delivered it, in
   *     bytes
   * @param storedBytes what is stored for all of them, in bytes: what was there when unneeded
   *     chunks were collected last, and what the backups since then added
   * @param deduplication bytes that its backups hold for each byte that is stored; absent while
   *     there are none
   */
  record VaultView(
      String name,
      String type,
      String location,
      @Nullable Long bytesPerSecond,
      boolean usable,
      @Nullable String failure,
      int backups,
      long logicalBytes,
      long storedBytes,
      @Nullable Double deduplication) {}

  /**
   * What a test of a vault has shown.
   *
   * @param vault name of the vault
   * @param passed whether each step passed
   * @param testedAt when the test ended
   * @param durationMs how long all steps took together, in milliseconds
   * @param steps what was tried, in this order
   */
  record VaultTest(
      String vault, boolean passed, Instant testedAt, long durationMs, List<VaultTestStep> steps) {
    VaultTest {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A step of the test of a vault.
   *
   * @param step {@code reach}, {@code place}, {@code write}, {@code read}, {@code list}, {@code
   *     refuse}, {@code abort}, {@code delete} or {@code mark}
   * @param about what is true when it has passed, for a person
   * @param state {@code passed}, {@code failed}, or {@code skipped} when a step it needs has failed
   * @param failure what went wrong, which permission or setting is missing and what to do; absent
   *     when it passed
   * @param durationMs how long it took, in milliseconds
   */
  record VaultTestStep(
      String step, String about, String state, @Nullable String failure, long durationMs) {}

  @Get
  @Operation(
      operationId = "listVaults",
      summary = "List the vaults",
      description =
          "The places where backups are kept, by name. Each is looked at while the request waits.")
  @ApiResponse(responseCode = "200", description = "A page of vaults.")
  Page<VaultView> list(@OpenAPIRequest PageRequest page) {
    List<String> names = vaults.names();
    Map<String, VaultSize> known = sizes.all();
    return Page.of(
        names.stream()
            .skip(page.offset())
            .limit(page.limit())
            .map(name -> view(name, known))
            .toList(),
        page,
        names.size());
  }

  @Get("/{name}")
  @Operation(
      operationId = "getVault",
      summary = "Show a vault",
      description = "It is looked at while the request waits.")
  @ApiResponse(responseCode = "200", description = "The vault.")
  VaultView get(@Parameter(description = NAME, example = NAME_EXAMPLE) String name) {
    return view(name);
  }

  @Post("/{name}/accept")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      operationId = "acceptVault",
      summary = "Accept what is in the place of a vault",
      description =
          "Takes what is in the vault's place as this vault from now on: an empty disk in place of"
              + " one that is lost, say. Backups that are not in it are named by the next check.")
  @ApiResponse(responseCode = "200", description = "The vault, as it is now.")
  VaultView accept(@Parameter(description = NAME, example = NAME_EXAMPLE) String name) {
    if (!vaults.names().contains(name)) {
      throw unknown(name);
    }
    vaults.accept(name);
    return view(name);
  }

  @Post("/{name}/test")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "testVault",
      summary = "Test a vault",
      description =
          "Writes a small file to the vault, reads it back, lists it, tries to write it a second"
              + " time, drops an unfinished upload and removes the file, while the request waits."
              + " A step that fails names the permission or setting that is missing; the answer is"
              + " 200 even so. Backups are not touched.")
  @ApiResponse(responseCode = "200", description = "What each step has shown.")
  VaultTest test(@Parameter(description = NAME, example = NAME_EXAMPLE) String name) {
    if (!vaults.names().contains(name)) {
      throw unknown(name);
    }
    List<VaultTrial.Step> steps = vaults.tried(name);
    return new VaultTest(
        name,
        steps.stream().allMatch(step -> step.state() == VaultTrial.State.PASSED),
        clock.instant(),
        steps.stream().mapToLong(VaultTrial.Step::millis).sum(),
        steps.stream().map(VaultController::view).toList());
  }

  private static VaultTestStep view(VaultTrial.Step step) {
    return new VaultTestStep(
        step.kind().text(),
        step.kind().about(),
        step.state().text(),
        step.failure(),
        step.millis());
  }

  private VaultView view(String name) {
    return view(name, sizes.all());
  }

  private VaultView view(String name, Map<String, VaultSize> known) {
    String location = vaults.location(name);
    if (location == null) {
      throw unknown(name);
    }
    String reason = vaults.whyUnusable(name).orElse(null);
    VaultSize size = known.getOrDefault(name, NOTHING);
    return new VaultView(
        name,
        vaults.type(name),
        location,
        vaults.bytesPerSecond(name),
        reason == null,
        reason,
        size.backups(),
        size.logicalBytes(),
        size.storedBytes(),
        size.storedBytes() <= 0 ? null : Double.valueOf(size.deduplication()));
  }

  private FailureException unknown(String name) {
    return FailureException.notFound(
        "backup.vault-unknown",
        "There is no vault " + name + "; there are " + vaults.names() + ".");
  }
}
