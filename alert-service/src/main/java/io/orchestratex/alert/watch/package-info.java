/**
 * Watches the watchers: notices that samples stay out, and that the service's own store is away.
 */
@NullMarked
package io.orchestratex.alert.watch;

import org.jspecify.annotations.NullMarked;
