/** The last stage: it chooses a provider and asks it. */
@NullMarked
package io.orchestratex.session.prompt.route;

import org.jspecify.annotations.NullMarked;
