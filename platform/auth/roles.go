package auth

// table is every role of the bank.
var table = []RoleRule{}

// reaches is the table by role and permission.
var reaches = index(table)

func index(rules []RoleRule) map[Role]map[Permission]Reach {
	out := make(map[Role]map[Permission]Reach, len(rules))
	for _, r := range rules {
		m := map[Permission]Reach{}
		for _, g := range r.Grants {
			m[g.Permission] |= g.Reach
		}
		out[r.Role] = m
	}
	return out
}
