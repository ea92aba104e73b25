package io.orchestratex.session.provider;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.math.BigDecimal;
import java.util.List;

/** What can be asked, and at what price. */
@Controller("/api/v1/models")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@Tag(name = "Models", description = "Models that can be asked, and their prices.")
final class ModelController {

  private final Providers providers;

  ModelController(Providers providers) {
    this.providers = providers;
  }

  /**
   * A model on offer.
   *
   * @param id the name to ask it by: the model's own, or {@code provider/model} where that means
   *     the model of another provider
   * @param provider the provider that answers
   * @param model the model's name at the provider
   * @param inputUsdPerMillion US dollars for a million tokens of the prompt and its history
   * @param outputUsdPerMillion US dollars for a million tokens of the answer
   */
  record ModelView(
      String id,
      String provider,
      String model,
      BigDecimal inputUsdPerMillion,
      BigDecimal outputUsdPerMillion) {}

  @Get
  @Operation(
      operationId = "listModels",
      summary = "List the models that can be asked",
      description =
          "Where several providers offer a model of one name, the name alone means the one that is"
              + " listed first; provider/model always means that provider's.",
      responses = @ApiResponse(responseCode = "200", description = "A page of models"))
  Page<ModelView> list(@OpenAPIRequest PageRequest page) {
    List<ModelView> all =
        providers.all().stream()
            .map(offer ->
                new ModelView(
                    providers.shortestName(offer),
                    offer.provider().id(),
                    offer.model().name(),
                    offer.model().inputUsdPerMillion(),
                    offer.model().outputUsdPerMillion()))
            .toList();
    return Page.of(all.stream().skip(page.offset()).limit(page.limit()).toList(), page, all.size());
  }
}
