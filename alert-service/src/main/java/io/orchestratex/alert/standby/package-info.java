/**
 * Alerts that must be delivered while the service's own store is away: kept on disk, delivered from
 * there, and stored once it is back.
 */
@NullMarked
package io.orchestratex.alert.standby;

import org.jspecify.annotations.NullMarked;
