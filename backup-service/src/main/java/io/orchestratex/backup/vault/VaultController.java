package io.orchestratex.backup.vault;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows where backups are kept, and whether that place is what it should be. */
@Controller("/api/v1/vaults")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Vaults", description = "The places where backups are kept.")
final class VaultController {

  private static final String NAME = "Name of the vault.";
  private static final String NAME_EXAMPLE = "default";

  private final Vaults vaults;

  VaultController(Vaults vaults) {
    this.vaults = vaults;
  }

  /**
   * A place where backups are kept.
   *
   * @param name name of the vault, as the settings give it
   * @param location where it is: the path of its folder
   * @param usable whether it carries its mark just now; {@code failure} says why not
   * @param failure why it cannot be used and what to do, for a person; absent when it can
   */
  record VaultView(String name, String location, boolean usable, @Nullable String failure) {}

  @Get
  @Operation(
      operationId = "listVaults",
      summary = "List the vaults",
      description =
          "The places where backups are kept, by name. Each is looked at while the request waits.")
  @ApiResponse(responseCode = "200", description = "A page of vaults.")
  Page<VaultView> list(@OpenAPIRequest PageRequest page) {
    List<String> names = vaults.names();
    return Page.of(
        names.stream().skip(page.offset()).limit(page.limit()).map(this::view).toList(),
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

  private VaultView view(String name) {
    String location = vaults.location(name);
    if (location == null) {
      throw unknown(name);
    }
    String reason = vaults.whyUnusable(name).orElse(null);
    return new VaultView(name, location, reason == null, reason);
  }

  private FailureException unknown(String name) {
    return FailureException.notFound(
        "backup.vault-unknown",
        "There is no vault " + name + "; there are " + vaults.names() + ".");
  }
}
