//! Words that head the parts of a résumé, in six languages.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a part of a résumé is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    Contact,
    Summary,
    Experience,
    Education,
    Skills,
    Certificates,
    Tickets,
    Languages,
    Other,
}

use Heading::{Certificates, Contact, Education, Experience, Languages, Other, Skills, Summary, Tickets};

const HEADINGS: &[(Heading, &str)] = &[
    (
        Contact,
        "contact|contact details|contact information|contact info|personal details|personal information|personal data|\
        details|kontakt|kontaktdaten|persönliche daten|persönliche angaben|zur person|coordonnées|informations personnelles|\
        état civil|contacto|datos personales|datos de contacto|información personal|dados pessoais|contato|contactos|\
        informações pessoais|contactgegevens|persoonlijke gegevens|personalia|gegevens",
    ),
    (
        Summary,
        "summary|profile|professional summary|professional profile|about|about me|objective|career objective|personal \
        statement|personal profile|career summary|executive summary|career profile|overview|introduction|who i am|profil|\
        kurzprofil|über mich|zusammenfassung|profil professionnel|à propos|à propos de moi|résumé|présentation|objectif|perfil|\
        perfil profesional|perfil profissional|resumen|resumo|sobre mí|sobre mi|objetivo|sobre mim|profiel|over mij|\
        persoonlijk profiel|samenvatting|summary of qualifications|qualifications summary",
    ),
    (
        Experience,
        "experience|work experience|professional experience|employment|employment history|work history|career \
        history|career|professional background|relevant experience|employment record|job history|positions|positions held|\
        appointments|academic appointments|professional appointments|clinical experience|teaching experience|industry \
        experience|internships|internship experience|military service|military experience|career experience|working \
        experience|work|selected experience|berufserfahrung|beruflicher werdegang|berufliche erfahrung|berufspraxis|werdegang|\
        praktische erfahrung|praktika|berufliche tätigkeiten|expérience|expériences|expérience professionnelle|expériences \
        professionnelles|parcours professionnel|parcours|emplois|stages|experiencia|experiencia laboral|experiencia \
        profesional|trayectoria profesional|historial laboral|experiência|experiência profissional|experiências \
        profissionais|histórico profissional|percurso profissional|werkervaring|ervaring|loopbaan|arbeidsverleden|\
        relevante werkervaring|professionele ervaring|esperienza professionale|esperienze lavorative|esperienza lavorativa",
    ),
    (
        Education,
        "education|education and training|academic background|qualifications|educational background|academic \
        qualifications|education and qualifications|training|academic history|studies|degrees|schooling|academic record|\
        educational qualifications|ausbildung|bildung|schulbildung|studium|bildungsweg|ausbildung und studium|schulische \
        ausbildung|akademische ausbildung|hochschulbildung|aus- und weiterbildung|formation|formations|études|formation \
        académique|diplômes|cursus|parcours académique|scolarité|educación|formación|formación académica|estudios|\
        titulación|educação|formação|formação académica|formação acadêmica|escolaridade|habilitações|habilitações \
        literárias|opleiding|opleidingen|onderwijs|studie|scholing|vooropleiding|istruzione|istruzione e formazione",
    ),
    (
        Skills,
        "skills|technical skills|key skills|core skills|core competencies|competencies|areas of expertise|expertise|\
        skills and tools|skills and abilities|professional skills|technologies|tools|tools and technologies|technical \
        expertise|technical proficiencies|computer skills|it skills|software|software skills|skill set|skillset|skills \
        summary|strengths|key strengths|abilities|technical summary|tech stack|stack|hard skills|soft skills|relevant skills|\
        skills and expertise|specialties|specialisms|capabilities|trade skills|clinical skills|core strengths|proficiencies|\
        languages and technologies|programming languages|technical competencies|skills profile|methods|kenntnisse|\
        fähigkeiten|kompetenzen|edv-kenntnisse|it-kenntnisse|fachkenntnisse|fachkompetenzen|besondere kenntnisse|\
        kernkompetenzen|stärken|technische kenntnisse|weitere kenntnisse|qualifikationen|compétences|compétences techniques|\
        compétences clés|savoir-faire|informatique|connaissances|outils|logiciels|atouts|habilidades|competencias|aptitudes|\
        conocimientos|conocimientos técnicos|informática|destrezas|competências|habilidades técnicas|conhecimentos|\
        competências técnicas|aptidões|vaardigheden|competenties|kennis|it-vaardigheden|computervaardigheden|kwaliteiten|\
        competenze|capacità e competenze",
    ),
    (
        Certificates,
        "certifications|certificates|certification|professional certifications|certifications and licenses|\
        licenses and certifications|certificates and training|credentials|courses|courses and certificates|professional \
        development|accreditations|professional qualifications|zertifikate|zertifizierungen|weiterbildung|weiterbildungen|\
        fortbildungen|fortbildung|lehrgänge|certificats|certification professionnelle|formations complémentaires|certificados|\
        certificaciones|cursos|formación complementaria|certificações|cursos e certificações|formação complementar|\
        certificaten|cursussen|diploma's en certificaten|certificeringen|certificazioni",
    ),
    (
        Tickets,
        "tickets|licences|licenses|tickets and licences|licences and tickets|licenses and tickets|licences and \
        registrations|registrations|registration|high risk work licences|construction tickets|site tickets|trade licences|\
        cards|tickets and cards|licences and cards|industry tickets|professional registration|scheine|führerscheine|\
        berechtigungen|führerschein|befähigungsnachweise|habilitations|permis|permis et habilitations|licencias|carnets|\
        permisos|licenças|habilitações profissionais|cartas|bevoegdheden|rijbewijs|rijbewijzen|patentes",
    ),
    (
        Languages,
        "languages|language skills|language|languages spoken|linguistic skills|foreign languages|sprachen|\
        sprachkenntnisse|fremdsprachen|langues|langues étrangères|compétences linguistiques|idiomas|lenguas|línguas|talen|\
        talenkennis|lingue",
    ),
    (
        Other,
        "references|referees|interests|hobbies|hobbies and interests|publications|selected publications|awards|honors|\
        honours|awards and honors|achievements|key achievements|projects|personal projects|selected projects|volunteering|\
        volunteer experience|volunteer work|activities|extracurricular activities|memberships|professional memberships|\
        affiliations|patents|presentations|conferences|talks|grants|additional information|other|miscellaneous|military|\
        community|research|research interests|teaching|service|availability|referenzen|interessen|hobbys|publikationen|\
        auszeichnungen|projekte|ehrenamt|ehrenamtliches engagement|sonstiges|engagement|références|centres d'intérêt|loisirs|\
        publications et communications|bénévolat|projets|divers|referencias|intereses|aficiones|publicaciones|premios|\
        proyectos|voluntariado|referências|interesses|publicações|prémios|projetos|voluntariado|referenties|interesses|\
        hobby's|publicaties|projecten|vrijwilligerswerk|nevenactiviteiten|overige",
    ),
];

impl Heading {
    /// What a line heads, when it is nothing but a heading.
    pub(crate) fn of(text: &str) -> Option<Heading> {
        if text.len() > 80 {
            return None;
        }
        let plain = plain(text);
        if plain.is_empty() || plain.split(' ').count() > 6 {
            return None;
        }
        let known = |words: &str| KNOWN.get(&letters(words)).copied();
        known(&plain).or_else(|| {
            // Two of them: the first one counts.
            let mut parts = plain.split(" and ").filter(|p| !p.is_empty());
            let first = known(parts.next()?)?;
            parts.next().and_then(known).map(|_| first)
        })
    }

    /// What a line heads that goes on behind a colon or a tab, and where it goes on.
    pub(crate) fn before(text: &str) -> Option<(Heading, usize)> {
        let at = text.find([':', '\t'])?;
        if text[..at].split_whitespace().count() > 4 || text[at + 1..].trim().is_empty() {
            return None;
        }
        let rest = at + 1 + (text[at + 1..].len() - text[at + 1..].trim_start().len());
        Heading::of(&text[..at]).map(|heading| (heading, rest))
    }
}

/// The headings by their letters; blanks do not count, since spaced letters have theirs anywhere.
static KNOWN: LazyLock<HashMap<String, Heading>> = LazyLock::new(|| {
    let all = HEADINGS.iter().rev().flat_map(|(heading, all)| all.split('|').map(|one| (letters(one), *heading)));
    all.collect()
});

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A line's words in small letters, one blank between them, `and` for its signs, spaced letters together.
fn plain(text: &str) -> String {
    let text = text.replace(['&', '+', '/'], " and ").replace('’', "'");
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '\'' | '-') { c } else { ' ' };
    let text: String = text.chars().map(kept).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = text.split_whitespace().map(|w| w.trim_matches('-')).filter(|w| !w.is_empty()).collect();
    let letters = words.iter().filter(|w| w.chars().count() == 1).count();
    let words: Vec<&str> =
        words.into_iter().map(|w| if matches!(w, "und" | "et" | "y" | "e" | "en") { "and" } else { w }).collect();
    let ands = words.iter().filter(|w| **w == "and").count();
    if letters >= 4 && letters + ands == words.len() { words.concat() } else { words.join(" ") }
}
