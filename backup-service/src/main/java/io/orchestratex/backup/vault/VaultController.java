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
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows where backups are kept, and whether that place is what it should be. */
@Controller("/api/v1/vaults")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
final class VaultController {

  private final Vaults vaults;

  VaultController(Vaults vaults) {
    this.vaults = vaults;
  }

  /**
   * A vault.
   *
   * @param usable whether it carries its mark just now; {@code failure} says why not
   */
  record VaultView(String name, String location, boolean usable, @Nullable String failure) {}

  @Get
  Page<VaultView> list(@OpenAPIRequest PageRequest page) {
    List<String> names = vaults.names();
    return Page.of(
        names.stream().skip(page.offset()).limit(page.limit()).map(this::view).toList(),
        page,
        names.size());
  }

  @Get("/{name}")
  VaultView get(String name) {
    return view(name);
  }

  /**
   * Takes what is in the vault's place as this vault from now on: an empty disk in place of one
   * that is lost, say. Backups that are not in it are named by the next check.
   */
  @Post("/{name}/accept")
  @RolesAllowed(Role.ADMIN)
  VaultView accept(String name) {
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
