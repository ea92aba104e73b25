package io.orchestratex.local.part;

import java.util.List;
import java.util.Optional;

/** What all services of a stack need, in the order of the services. */
public record Claims(List<Claim<?>> all) {

  public Claims {
    all = List.copyOf(all);
  }

  /** The needs of one kind. */
  public <N extends Need> List<Claim<N>> of(Class<N> kind) {
    return all.stream()
        .filter(claim -> kind.isInstance(claim.need()))
        .map(claim -> new Claim<>(claim.service(), kind.cast(claim.need())))
        .toList();
  }

  /** What a service needs of one kind. */
  public <N extends Need> Optional<N> of(String service, Class<N> kind) {
    return of(kind).stream()
        .filter(claim -> claim.service().equals(service))
        .map(Claim::need)
        .findFirst();
  }
}
