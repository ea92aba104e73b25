/** What is backed up and what is watched, as one list. */
@NullMarked
package io.orchestratex.gateway.console.service.target;

import org.jspecify.annotations.NullMarked;
